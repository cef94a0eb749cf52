<?php
header('Content-Type: text/plain');
session_start();
$_SESSION['visits'] = ($_SESSION['visits'] ?? 0) + 1;
echo mb_strtoupper('grüße'), ' ', PHP_SAPI, ' ', $_SERVER['REQUEST_URI'], ' ', $_SESSION['visits'], "\n";
