package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// elsewhere lays the service's files into a folder and records what systemd is told.
func elsewhere(t *testing.T) (told *[]string) {
	t.Helper()
	dir, oldUnit, oldProgram, oldCtl := t.TempDir(), unitFile, programFile, systemctl
	t.Cleanup(func() { unitFile, programFile, systemctl = oldUnit, oldProgram, oldCtl })
	unitFile, programFile = filepath.Join(dir, "x.service"), filepath.Join(dir, "lib", "townshipd")
	told = new([]string)
	systemctl = func(args ...string) error { *told = append(*told, strings.Join(args, " ")); return nil }
	return told
}

func TestService_IsInstalledAndRemoved(t *testing.T) {
	told := elsewhere(t)
	said := ran(t, nil, "service", "--name", `清 "溪" 100%镇`, "--backups", "/mnt/backups", "install")
	if !strings.Contains(said, "/var/lib/woshou-township") {
		t.Errorf("said %q", said)
	}
	b, err := os.ReadFile(unitFile)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`ExecStart=` + programFile + ` serve "--dir" "/var/lib/woshou-township" "--name" "清 \"溪\" 100%%镇" "--backups" "/mnt/backups"`,
		"DynamicUser=yes", "ProtectSystem=strict", "StateDirectory=woshou-township", "ReadWritePaths=/mnt/backups", "NoNewPrivileges=yes",
	} {
		if !strings.Contains(string(b), want+"\n") {
			t.Errorf("the unit does not say %s:\n%s", want, b)
		}
	}
	if info, err := os.Stat(programFile); err != nil || info.Mode().Perm() != 0o755 {
		t.Errorf("the program: %v %v", info, err)
	}
	if _, err := exec.LookPath("systemd-analyze"); err == nil {
		if out, err := exec.Command("systemd-analyze", "verify", unitFile).CombinedOutput(); err != nil && !bytes.Contains(out, []byte("bus")) {
			t.Errorf("systemd says: %s", out)
		}
	}
	ran(t, nil, "service", "remove")
	for _, path := range []string{unitFile, programFile} {
		if _, err := os.Stat(path); !os.IsNotExist(err) {
			t.Errorf("%s is still there", path)
		}
	}
	want := []string{"daemon-reload", "enable --now woshou-township", "disable --now woshou-township", "daemon-reload"}
	if strings.Join(*told, ",") != strings.Join(want, ",") {
		t.Errorf("systemd was told %q", *told)
	}
}

func TestService_LowPortNeedsItsRight(t *testing.T) {
	for listen, want := range map[string]bool{":443": true, ":8443": false, "10.0.0.1:80": true, "[::]:443": true, "[::]:9443": false} {
		c := call{listen: listen, dir: stateFolder}
		if got := strings.Contains(c.unitText(), "AmbientCapabilities=CAP_NET_BIND_SERVICE"); got != want {
			t.Errorf("%s: %v", listen, got)
		}
	}
}
