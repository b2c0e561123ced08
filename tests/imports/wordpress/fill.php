<?php
// Fill a fresh WordPress with the pages of a fictional practice and print its own export.  Called by make.sh.
error_reporting(E_ERROR);
$_SERVER['HTTP_HOST'] = 'www.example.com';
$_SERVER['SERVER_NAME'] = 'www.example.com';
$_SERVER['REQUEST_URI'] = '/';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
$_SERVER['HTTPS'] = 'on';
define('WP_INSTALLING', true);
require $argv[1] . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
require_once ABSPATH . 'wp-admin/includes/image.php';
require_once ABSPATH . 'wp-admin/includes/export.php';
add_filter('pre_wp_mail', '__return_true');
wp_install('Example Pain Clinic', 'editor', 'editor@example.com', false, '', 'example');
update_option('siteurl', 'https://www.example.com');
update_option('home', 'https://www.example.com');
update_option('timezone_string', 'UTC');
global $wp_rewrite;
$wp_rewrite->set_permalink_structure('/%postname%/');
$wp_rewrite->flush_rules(false);
wp_set_current_user(1);

function page($title, $content, $more = array()) {
    static $minute = 0;
    $minute++;
    $date = sprintf('2021-03-04 10:%02d:00', $minute);
    $id = wp_insert_post(wp_slash($more + array(
        'post_title' => $title, 'post_content' => $content, 'post_status' => 'publish', 'post_type' => 'page',
        'post_date' => $date, 'post_date_gmt' => $date,
    )), true);
    if (is_wp_error($id)) { fwrite(STDERR, $id->get_error_message() . "\n"); exit(1); }
    return $id;
}

function upload($name, $alt, $width = 1400, $height = 900) {
    $folder = wp_upload_dir('2021/03');
    wp_mkdir_p($folder['path']);
    $file = $folder['path'] . '/' . $name;
    if (substr($name, -4) === '.pdf') {
        file_put_contents($file, "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");
    } else {
        $image = imagecreatetruecolor($width, $height);
        imagefill($image, 0, 0, imagecolorallocate($image, 90, 120, 150));
        substr($name, -4) === '.gif' ? imagegif($image, $file) : imagejpeg($image, $file, 30);
    }
    $type = wp_check_filetype($name);
    $id = wp_insert_attachment(array(
        'post_mime_type' => $type['type'], 'post_title' => pathinfo($name, PATHINFO_FILENAME), 'post_content' => '',
        'post_status' => 'inherit', 'guid' => $folder['url'] . '/' . $name,
        'post_date' => '2021-03-03 09:00:00', 'post_date_gmt' => '2021-03-03 09:00:00',
    ), $file);
    wp_update_attachment_metadata($id, wp_generate_attachment_metadata($id, $file));
    if ($alt !== '') update_post_meta($id, '_wp_attachment_image_alt', $alt);
    return $id;
}

$drawing = upload('vertebra.jpg', 'A vertebra seen from the side');
$portrait = upload('jane-example.jpg', 'Jane Example in the clinic', 600, 800);
$moving = upload('spinner.gif', 'A spinning wheel', 40, 40);
$form = upload('new-patient.pdf', '');
$uploads = 'https://www.example.com/wp-content/uploads/2021/03/';

$treatments = page('Treatments', "<!-- wp:paragraph -->\n<p>These are the treatments that we offer.</p>\n<!-- /wp:paragraph -->\n\n<!-- wp:list -->\n<ul><!-- wp:list-item -->\n<li><a href=\"https://www.example.com/treatments/kyphoplasty/\">Kyphoplasty</a></li>\n<!-- /wp:list-item --></ul>\n<!-- /wp:list -->", array('post_name' => 'treatments'));

$blocks = <<<'HTML'
<!-- wp:paragraph -->
<p>Kyphoplasty mends a broken bone of the spine with cement. It is used for <strong>vertebral compression fractures</strong> &amp; their pain.</p>
<!-- /wp:paragraph -->

<!-- wp:image {"id":IMAGE,"sizeSlug":"large","linkDestination":"none"} -->
<figure class="wp-block-image size-large"><img src="UPLOADSvertebra-1024x658.jpg" alt="" class="wp-image-IMAGE"/><figcaption class="wp-element-caption">A vertebra</figcaption></figure>
<!-- /wp:image -->

<!-- wp:heading -->
<h2 class="wp-block-heading">Why it’s done</h2>
<!-- /wp:heading -->

<!-- wp:list -->
<ul class="wp-block-list"><!-- wp:list-item -->
<li><strong>Osteoporosis:</strong> Thin bones can break without a fall.</li>
<!-- /wp:list-item -->

<!-- wp:list-item -->
<li><strong>Tumors:</strong> Cancer can weaken a bone.</li>
<!-- /wp:list-item --></ul>
<!-- /wp:list -->

<!-- wp:heading -->
<h2 class="wp-block-heading">How you prepare</h2>
<!-- /wp:heading -->

<!-- wp:list -->
<ul class="wp-block-list"><li><strong>Night before:</strong> Do not eat after midnight.</li><li><strong>7 days before:</strong> Tell us about your medicines.</li></ul>
<!-- /wp:list -->

<!-- wp:heading -->
<h2 class="wp-block-heading">What you can expect</h2>
<!-- /wp:heading -->

<!-- wp:heading {"level":3} -->
<h3 class="wp-block-heading">Before the procedure</h3>
<!-- /wp:heading -->

<!-- wp:list {"ordered":true} -->
<ol class="wp-block-list"><li><strong>Imaging</strong> – Pictures show the broken bone.</li></ol>
<!-- /wp:list -->

<!-- wp:heading {"level":3} -->
<h3 class="wp-block-heading">During the procedure</h3>
<!-- /wp:heading -->

<!-- wp:list {"ordered":true} -->
<ol class="wp-block-list"><li><strong>Balloon</strong> – A small balloon makes room in the bone.</li><li><strong>Cement</strong> – Cement fills the room.</li></ol>
<!-- /wp:list -->

<!-- wp:heading {"level":3} -->
<h3 class="wp-block-heading">After the procedure</h3>
<!-- /wp:heading -->

<!-- wp:paragraph -->
<p>You rest for an hour.</p>
<!-- /wp:paragraph -->

<!-- wp:heading -->
<h2 class="wp-block-heading">Risks</h2>
<!-- /wp:heading -->

<!-- wp:heading {"level":3} -->
<h3 class="wp-block-heading">Cement leakage</h3>
<!-- /wp:heading -->

<!-- wp:paragraph -->
<p>Cement can leave the bone in 9% of patients.</p>
<!-- /wp:paragraph -->

<!-- wp:heading {"level":3} -->
<h3 class="wp-block-heading">Infection</h3>
<!-- /wp:heading -->

<!-- wp:paragraph -->
<p>It is rare.</p>
<!-- /wp:paragraph -->

<!-- wp:table -->
<figure class="wp-block-table"><table><thead><tr><th>Risk</th><th>How often</th></tr></thead><tbody><tr><td>Leakage</td><td>9 in 100</td></tr></tbody></table></figure>
<!-- /wp:table -->

<!-- wp:heading -->
<h2 class="wp-block-heading">Results</h2>
<!-- /wp:heading -->

<!-- wp:paragraph -->
<p>Our world-class team guarantees lasting relief.</p>
<!-- /wp:paragraph -->

<!-- wp:html -->
<iframe src="https://www.youtube.com/embed/example"></iframe><script>track()</script>
<!-- /wp:html -->

<!-- wp:buttons -->
<div class="wp-block-buttons"><!-- wp:button -->
<div class="wp-block-button"><a class="wp-block-button__link wp-element-button" href="https://www.example.com/sciatica/#signs">Sciatica</a></div>
<!-- /wp:button --></div>
<!-- /wp:buttons -->
HTML;
$kyphoplasty = page('Kyphoplasty', str_replace(array('IMAGE', 'UPLOADS'), array($drawing, $uploads), $blocks), array(
    'post_parent' => $treatments, 'post_name' => 'kyphoplasty', 'post_excerpt' => 'Cement for a broken bone of the spine.',
));
set_post_thumbnail($kyphoplasty, $drawing);

page('Sciatica', <<<HTML
Sciatica is pain that runs from the back down the leg. It may be treated by <a href="/treatments/kyphoplasty/">kyphoplasty</a> when a bone is broken.

<h3>Symptoms of sciatica</h3>
<ul>
 	<li>Pain in one leg</li>
 	<li>Numb toes
<ul>
 	<li>often the big toe</li>
</ul>
</li>
</ul>
<h3>Causes</h3>
A disc presses on a nerve.
It can come from <em>lifting</em>.

[caption id="attachment_9" align="alignright" width="300"]<img class="size-medium" src="{$uploads}vertebra-300x193.jpg" alt="Bones of the low back" width="300" height="193" /> Bones of the low back[/caption]

<h3>Diagnosis</h3>
We ask, look and test. See <a href="https://www.example.org/sciatica">another page</a> and our <a href="{$uploads}new-patient.pdf">form</a>.

[gallery ids="1,2"]

[contact-form-7 id="12" title="Contact"]

<h3>Our treatments</h3>
Injections may help {some} people [*]. <a href="https://www.example.com/gone/">Gone</a>, <a href="javascript:alert(1)">odd</a>.

<img src="{$uploads}spinner.gif" alt="A spinning wheel" />

<h3>When to see a doctor</h3>
Call 911 if you cannot hold your urine.
HTML
, array('post_name' => 'sciatica'));

page('Dr. Jane Example, M.D.', "<!-- wp:paragraph -->\n<p>Jane Example, M.D., treats pain of the spine in our Frisco office.</p>\n<!-- /wp:paragraph -->\n\n<!-- wp:paragraph -->\n<p>Languages: English, Spanish<br>Specialty: Pain Medicine</p>\n<!-- /wp:paragraph -->\n\n<!-- wp:heading -->\n<h2>Education and training</h2>\n<!-- /wp:heading -->\n\n<!-- wp:list -->\n<ul><li>Example University</li></ul>\n<!-- /wp:list -->", array('post_name' => 'dr-jane-example'));
set_post_thumbnail(get_page_by_path('dr-jane-example')->ID, $portrait);

page('Frisco office', "Example Pain Clinic\n100 Example Street\nFrisco, TX 75001\n\nPhone: (214) 555-0101\nFax: (214) 555-0102\n\nMonday - Friday: 8:00 am - 5:00 pm\n\n<strong>Parking</strong>\n\nThere is a lot behind the house.", array('post_name' => 'frisco'));

$home = page('Welcome', "<!-- wp:paragraph -->\n<p>We treat pain of the spine in Frisco. Read about <a href=\"https://www.example.com/sciatica/\">sciatica</a>.</p>\n<!-- /wp:paragraph -->", array('post_name' => 'welcome'));
update_option('show_on_front', 'page');
update_option('page_on_front', $home);

$shared = page('Shared', '<!-- wp:paragraph --><p>A block that pages share.</p><!-- /wp:paragraph -->', array('post_type' => 'wp_block', 'post_name' => 'shared'));
page('With a shared block', "<!-- wp:block {\"ref\":$shared} /-->", array('post_name' => 'with-shared'));

page('Built elsewhere', '', array('post_name' => 'built'));
page('Members', 'Secret words for members.', array('post_name' => 'members', 'post_password' => 'x'));
page('Half written', 'This page was never shown to anybody.', array('post_name' => 'half', 'post_status' => 'draft'));
page('Thrown away', 'This page is in the trash.', array('post_name' => 'away', 'post_status' => 'trash'));
$news = page('Sciatica', "We moved to a new house.\n\nCome and see us.", array('post_type' => 'post', 'post_name' => 'news'));
page('We speak Spanish: ¡Bienvenidos!', "Hablamos español — “todos” los días… 日本語 too.", array('post_type' => 'post', 'post_name' => ''));
wp_insert_comment(array('comment_post_ID' => $news, 'comment_content' => 'The best doctor in Texas!', 'comment_author' => 'A', 'comment_date' => '2021-03-05 10:00:00', 'comment_date_gmt' => '2021-03-05 10:00:00'));
$menu = wp_create_nav_menu('Main');
wp_update_nav_menu_item($menu, 0, array('menu-item-title' => 'Home', 'menu-item-url' => 'https://www.example.com/', 'menu-item-status' => 'publish'));

ob_start();
export_wp(array('content' => 'all'));
$export = ob_get_clean();
// The day on which this was run says nothing, and would change the file each time.
echo preg_replace(
    array('/<pubDate>[^<]*<\/pubDate>/', '/created="[^"]*"/', '/<wp:post_modified(_gmt)?>.*?<\/wp:post_modified(_gmt)?>\n?\t*/'),
    array('', 'created="2021-03-06 10:00"', ''),
    $export
);
