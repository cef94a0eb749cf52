package toolchain

import (
	"testing"

	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/shell"
)

// TestOtherAccount writes account commands for the other system, option by option;
// an empty want is a command without counterpart there.
func TestOtherAccount(t *testing.T) {
	for _, tt := range []struct {
		apt        bool
		text, want string
	}{
		// Debian to Alpine.
		{false, "useradd app", "adduser -D -H app"},
		{false, "useradd -m app", "adduser -D app"},
		{false, "useradd -M -b /opt app", "adduser -D -H -h /opt/app app"},
		{false, `adduser -u 5678 --disabled-password --gecos "" app`, `adduser -D -u 5678 -g "" app`},
		{false, `adduser -disabled-password -gecos "" -shell /bin/bash app`, `adduser -D -s /bin/sh -g "" app`},
		{false, "useradd -r app", "addgroup -S app && adduser -S -D -H -G app app"},
		{false, "useradd -rmu 1001 -g web -d /srv/app -s /bin/bash app", "adduser -S -D -u 1001 -G web -h /srv/app -s /bin/sh app"},
		{false, "groupadd -g 1000 web && useradd --uid=$ID --gid 1000 --create-home web", "adduser -D -u $ID -G web web"},
		{false, "useradd -g 1000 web", ""},
		{false, "useradd -M -N -c 'The shop' app", "adduser -D -H -G users -g 'The shop' app"},
		{false, "useradd -m -G audio,video app", "adduser -D app && addgroup app audio && addgroup app video"},
		{false, "useradd app --shell /usr/sbin/nologin", "adduser -D -H -s /sbin/nologin app"},
		{false, "useradd -o -u 0 app", ""},
		{false, "useradd -p secret app", ""},
		{false, "adduser --system --group --uid 900 --no-create-home app", "addgroup -S -g 900 app && adduser -S -D -H -u 900 -G app app"},
		{false, `adduser --disabled-password --gecos "" app`, `adduser -D -g "" app`},
		{false, "adduser app audio", "addgroup app audio"},
		{false, "addgroup --system --gid 900 web", "addgroup -S -g 900 web"},
		{false, "usermod -aG audio app", "addgroup app audio"},
		{false, "usermod -u 1001 app", ""},
		{false, "groupmod -g 1001 app", ""},
		{false, "userdel -r app", "deluser --remove-home app"},
		{false, "groupdel web", "delgroup web"},
		{false, "false || useradd -r app", "{ addgroup -S app && adduser -S -D -H -G app app; }"},
		// Alpine to Debian.
		{true, "adduser -D app", "useradd -m app"},
		{true, "adduser -SDH -u1500 -G web -s /sbin/nologin web", "useradd -r -u 1500 -g web -M -s /usr/sbin/nologin web"},
		{true, "adduser -S app", "useradd -r -g nogroup -m app"},
		{true, "adduser -g 'The shop' -h /srv app", "useradd -m -d /srv -c 'The shop' app"},
		{true, "adduser --disabled-password --home /srv app", "useradd -m -d /srv app"},
		{true, "adduser -k /etc/skel2 app", ""},
		{true, "adduser app audio", "usermod -aG audio app"},
		{true, "addgroup -S -g 1500 web", "groupadd -r -g 1500 web"},
		{true, "addgroup app audio", "usermod -aG audio app"},
		{true, "deluser --remove-home app", "userdel -r app"},
		{true, "deluser app", "userdel app"},
		{true, "delgroup app audio", "gpasswd -d app audio"},
		{true, "delgroup audio", "groupdel audio"},
	} {
		script, err := shell.Parse(tt.text)
		if err != nil {
			t.Fatal(err)
		}
		run := &image.Run{Script: script}
		for _, sc := range script.Commands {
			c := &image.Command{Run: run, Shell: sc}
			for _, w := range sc.Words {
				text, known := w.Literal()
				if !known {
					text = w.Text
				}
				c.Args, c.Known = append(c.Args, text), append(c.Known, known)
			}
			run.Commands = append(run.Commands, c)
		}
		got, ok := otherAccount(run.Commands[len(run.Commands)-1], tt.apt)
		if !ok {
			got = ""
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.text, got, tt.want)
		}
	}
}
