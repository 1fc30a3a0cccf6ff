package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// elsewhere lays the service's files into a folder and records what the system is told.
func elsewhere(t *testing.T) (told *[]string) {
	t.Helper()
	dir, oldUnit, oldProgram, oldSystem, oldUser := t.TempDir(), unitFile, programFile, system, serviceUser
	t.Cleanup(func() { unitFile, programFile, system, serviceUser = oldUnit, oldProgram, oldSystem, oldUser })
	unitFile, programFile = filepath.Join(dir, "x.service"), filepath.Join(dir, "lib", "townshipd")
	told = new([]string)
	system = func(program string, args ...string) error {
		*told = append(*told, program+" "+strings.Join(args, " "))
		return nil
	}
	serviceUser = func() (uid, gid int, err error) { return os.Geteuid(), os.Getegid(), nil }
	return told
}

func TestService_IsInstalledAndRemoved(t *testing.T) {
	told := elsewhere(t)
	backups := filepath.Join(t.TempDir(), "$ 100% disk")
	args := []string{"service", "--name", `清 "溪" 100%镇`, "--backups", backups, "--files-quota", "500", "install"}
	if said := ran(t, nil, args...); !strings.Contains(said, "/var/lib/woshou-township") {
		t.Errorf("said %q", said)
	}
	b, err := os.ReadFile(unitFile)
	if err != nil {
		t.Fatal(err)
	}
	twice := strings.NewReplacer("%", "%%", "$", "$$").Replace(backups)
	for _, want := range []string{
		`ExecStart=` + programFile + ` serve "--dir" "/var/lib/woshou-township" "--name" "清 \"溪\" 100%%镇" "--backups" "` + twice + `" "--files-quota" "500"`,
		"StateDirectory=woshou-township", `ReadWritePaths="-` + strings.ReplaceAll(backups, "%", "%%") + `"`,
	} {
		if !strings.Contains(string(b), want+"\n") {
			t.Errorf("the unit does not say %s:\n%s", want, b)
		}
	}
	if info, err := os.Stat(programFile); err != nil || info.Mode().Perm() != 0o755 {
		t.Errorf("the program: %v %v", info, err)
	}
	ran(t, nil, args...) // an update
	ran(t, nil, "service", "remove")
	for _, path := range []string{unitFile, programFile} {
		if _, err := os.Stat(path); !os.IsNotExist(err) {
			t.Errorf("%s is still there", path)
		}
	}
	user, reload, start := "systemd-sysusers --inline u woshou-township -", "systemctl daemon-reload", "systemctl enable --now woshou-township"
	want := []string{
		user, reload, start, "systemctl stop woshou-township", user, reload, start, "systemctl disable --now woshou-township", reload,
	}
	if !slices.Equal(*told, want) {
		t.Errorf("the system was told %q", *told)
	}
}

// A folder that holds somebody else's things is not given to the service.
func TestService_TakesOnlyItsOwnFolders(t *testing.T) {
	elsewhere(t)
	others, own, kept := t.TempDir(), town(t), t.TempDir()
	for _, path := range []string{filepath.Join(others, "letters"), filepath.Join(kept, "township-20260601-093000.backup")} {
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		dir, backups string
		taken        bool
	}{{others, "", false}, {own, others, false}, {own, own, false}, {own, kept, true}, {filepath.Join(others, "new"), "", true}} {
		c := call{dir: test.dir, backups: test.backups}
		if err := c.giveFolders(); (err == nil) != test.taken {
			t.Errorf("%s and %s: %v", test.dir, test.backups, err)
		}
	}
	for _, args := range [][]string{{"--dir", "town"}, {"--backups", "disk"}} {
		if err := run(t.Context(), append([]string{"service", "install"}, args...), os.Stderr, os.Stderr); err == nil {
			t.Errorf("%v was taken", args)
		}
	}
}

// A service does not begin anew while the data lie in somebody's own folder, nor is it made to
// fail on one that it cannot see.
func TestService_RefusesPersonalFolders(t *testing.T) {
	elsewhere(t)
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	ranByHand(t, defaultDir())
	for _, args := range [][]string{nil, {"--dir", "/home/clerk/town"}, {"--dir", "/root"}} {
		err := run(t.Context(), append([]string{"service", "install"}, args...), os.Stderr, os.Stderr)
		if err == nil || !strings.Contains(err.Error(), "移到 "+stateFolder) {
			t.Errorf("%v: %v", args, err)
		}
	}
	if _, err := os.Stat(unitFile); !os.IsNotExist(err) {
		t.Error("a service was made all the same")
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
