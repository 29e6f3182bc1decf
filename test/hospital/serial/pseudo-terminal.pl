# One pseudo-terminal, for a program that has no native code of its own: perl is part of every Debian and every macOS.
# Prints `path <slave>`, then `open`, `close`, `speed <baud>` and `in <hex>` as they happen; what it reads goes out on
# the terminal while somebody has it open, and is lost otherwise, as on a wire. Ends with its input.
use strict;
use warnings;
use Errno qw(EAGAIN EIO EINTR);
use Fcntl;
use POSIX ();

$| = 1;
$SIG{PIPE} = sub { exit 0 };
sysopen(my $master, '/dev/ptmx', O_RDWR | O_NOCTTY | O_NONBLOCK) or die "no pseudo-terminal: $!\n";
my $path;
if ($^O eq 'darwin') {
    # sys/ttycom.h: TIOCPTYGRANT, TIOCPTYUNLK, TIOCPTYGNAME.
    my $name = "\0" x 128;
    ioctl($master, 0x20007454, 0) && ioctl($master, 0x20007452, 0) && ioctl($master, 0x40807453, $name)
        or die "no pseudo-terminal: $!\n";
    ($path) = split /\0/, $name;
} else {
    # asm-generic/ioctls.h: TIOCSPTLCK, TIOCGPTN.
    my $number = pack('i', 0);
    ioctl($master, 0x40045431, $number) && ioctl($master, 0x80045430, $number) or die "no pseudo-terminal: $!\n";
    $path = '/dev/pts/' . unpack('i', $number);
}
# From the first close on, the system tells whether somebody has it open.
sysopen(my $slave, $path, O_RDWR | O_NOCTTY) or die "$path: $!\n";
close $slave;

my %baud = (POSIX::B9600() => 9600, 4098 => 115200, 115200 => 115200);
my $termios = POSIX::Termios->new;
my ($is_open, $speed) = (0, 0);
print "path $path\n";

# Takes what came in; tells whether the terminal is open.
sub look {
    my $got = sysread($master, my $bytes, 65536);
    if (!defined $got && $! == EIO) {
        print "close\n" if $is_open;
        ($is_open, $speed) = (0, 0);
        return;
    }
    print "open\n" if !$is_open;
    $is_open = 1;
    $termios->getattr(fileno $master);
    my $now = $baud{ $termios->getospeed } || $termios->getospeed;
    print "speed $now\n" if $now != $speed;
    $speed = $now;
    print 'in ', unpack('H*', $bytes), "\n" if $got;
}

# A wire does not wait: what the other side does not take in time is lost.
sub put {
    my ($bytes) = @_;
    my $at = 0;
    while ($at < length $bytes) {
        my $sent = syswrite($master, $bytes, length($bytes) - $at, $at);
        if (defined $sent) { $at += $sent; next; }
        return if $! != EAGAIN && $! != EINTR;
        my $writable = '';
        vec($writable, fileno $master, 1) = 1;
        return if !select(undef, $writable, undef, 0.2);
    }
}

while (1) {
    my $readable = '';
    vec($readable, fileno STDIN, 1) = 1;
    vec($readable, fileno $master, 1) = 1 if $is_open;
    select($readable, undef, undef, $is_open ? 0.05 : 0.02);
    look();
    next if !vec($readable, fileno STDIN, 1);
    my $got = sysread(STDIN, my $bytes, 65536);
    exit 0 if !$got;
    put($bytes) if $is_open;
}
