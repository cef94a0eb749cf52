<?php
session_start();
$database = new PDO('sqlite::memory:');
$database->exec('CREATE TABLE words (word TEXT)');
foreach (['straße', 'Ärger'] as $word) {
    $database->prepare('INSERT INTO words VALUES (?)')->execute([mb_strtoupper($word)]);
}
$document = new SimpleXMLElement('<words/>');
foreach ($database->query('SELECT word FROM words ORDER BY word') as $row) {
    $document->addChild('word', $row['word']);
}
header('Content-Type: text/plain');
echo $document->asXML();
echo PHP_VERSION, ' ', curl_version()['version'], ' ', date('Y', 0), "\n";
