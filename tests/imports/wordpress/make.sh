#!/bin/sh
# Make export.xml and uploads/ beside this file anew, with WordPress itself.
# It needs, on Debian 12, as root: apt install wordpress mariadb-server php-cli php-mysql php-gd php-xml
# Nothing outside a temporary folder and this one is touched, and nothing listens on the network.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'kill "$(cat "$work/db/pid")" 2>/dev/null || true; sleep 2; rm -rf "$work"' EXIT
chmod 755 "$work"
cp -rL /usr/share/wordpress "$work/wp"
rm -f "$work/wp/wp-config.php"
mkdir -p "$work/db" "$work/wp/wp-content/uploads"
chown mysql "$work/db"
mariadb-install-db --user=mysql --datadir="$work/db" --auth-root-authentication-method=normal >/dev/null
mariadbd --user=mysql --datadir="$work/db" --socket="$work/db/sock" --skip-networking --pid-file="$work/db/pid" \
  2>/dev/null &
for wait in $(seq 100); do mariadb -S "$work/db/sock" -uroot -e "create database wp" 2>/dev/null && break; sleep 0.2; done
cat >"$work/wp/wp-config.php" <<CONFIG
<?php
define('DB_NAME', 'wp'); define('DB_USER', 'root'); define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:$work/db/sock'); define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
define('WP_CONTENT_URL', 'https://www.example.com/wp-content');
define('WP_HTTP_BLOCK_EXTERNAL', true); define('DISABLE_WP_CRON', true); define('WP_DEBUG', false);
foreach (array('AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE') as \$each) {
    define(\$each . '_KEY', 'example'); define(\$each . '_SALT', 'example');
}
\$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
CONFIG
php "$here/fill.php" "$work/wp" >"$work/export.xml"
mv "$work/export.xml" "$here/export.xml"
rm -rf "$here/uploads"
cp -r "$work/wp/wp-content/uploads" "$here/uploads"
