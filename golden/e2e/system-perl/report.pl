use strict;
use warnings;
use Greeting;
use JSON::XS ();
use Text::CSV ();
use XML::LibXML ();
use POSIX qw(floor);
use Encode qw(encode);

my $csv = Text::CSV->new({ binary => 1 });
open my $orders, '<:encoding(UTF-8)', 'orders.csv' or die "orders.csv: $!";
my %sum;
while (my $row = $csv->getline($orders)) { $sum{ $row->[0] } += $row->[1] }
my $xml = XML::LibXML->load_xml(string => '<rates><rate>2.5</rate></rates>');
my $rate = $xml->findvalue('//rate');
print Greeting::to("accounting"), "\n";
print JSON::XS->new->canonical->utf8->encode({ map { $_ => floor($sum{$_} * $rate) } keys %sum }), "\n";
