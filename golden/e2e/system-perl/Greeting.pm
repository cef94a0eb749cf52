package Greeting;
use strict;
use warnings;

sub to { return "Hello, $_[0]" }

1;
