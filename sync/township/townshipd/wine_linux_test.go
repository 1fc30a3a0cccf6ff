package main

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

var wine = flag.String("townshipd.wine", "", "the program that runs Windows programs, to try the Windows service")

// TestService_UnderWine takes the service through its life under Wine's manager of
// services, which does not see that a program ended by itself.
func TestService_UnderWine(t *testing.T) {
	if *wine == "" {
		t.Skip("make test-windows runs it")
	}
	w := &windowsHost{t: t, program: filepath.Join(t.TempDir(), "townshipd.exe")}
	build := exec.Command("go", "build", "-o", w.program, ".")
	build.Env = append(os.Environ(), "GOOS=windows", "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	w.byHand(t)
	t.Cleanup(func() {
		if !t.Failed() {
			return
		}
		said, err := w.try(w.program, "service", "remove")
		t.Logf("remove after the failure: %v %s", err, said)
	})
	w.life(t)
	w.elsewhere(t)
}

// byHand runs a server until the test ends, and with it Wine's manager of services, which
// ends when nobody's program runs.
func (w *windowsHost) byHand(t *testing.T) {
	dir, address := filepath.Join(t.TempDir(), "by hand"), freeAddress(t)
	run := exec.Command(*wine, w.program, "--dir", drive(dir), "--listen", address, "--name", "手工镇")
	run.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = syscall.Kill(-run.Process.Pid, syscall.SIGKILL)
		_ = run.Wait()
	})
	showsPages(t, address, "手工镇")
	for _, name := range []string{"ca.key", "first-password.txt", "township.db"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
	said, err := w.try(w.program, "--dir", drive(filepath.Join(t.TempDir(), "second")), "--listen", address)
	if err == nil || !strings.Contains(said, "这个端口已被别的程序使用") {
		t.Errorf("a second server on the same port: %v %s", err, said)
	}
	if said, err := w.try(w.program, "check", "--dir", drive(dir)); err != nil || !strings.Contains(said, "数据完整") {
		t.Errorf("check of a server that runs: %v %s", err, said)
	}
}

// life: the service takes over the folder of a server that was run by hand, serves a
// village, is stopped, started, updated, and goes.
func (w *windowsHost) life(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "town")
	code, address := ranByHand(t, dir), freeAddress(t)
	install := []string{w.program, "service", "install", "--dir", drive(dir), "--listen", address, "--name"}
	w.does(append(install, "清溪镇")...)
	showsPages(t, address, "清溪镇")
	exchanged(t, address, code)

	w.does("net", "stop", serviceName)
	comes(t, "an end", func() bool { return strings.Contains(w.does("sc", "query", serviceName), "STOPPED") }) // Wine's net does not wait
	said, err := os.ReadFile(filepath.Join(dir, "townshipd.log"))
	if err != nil || !strings.Contains(string(said), "msg=stopping") || strings.Contains(string(said), "townshipd:") {
		t.Errorf("the log after the end: %v\n%s", err, said)
	}
	if said := w.does(w.program, "check", "--dir", drive(dir)); !strings.Contains(said, "数据完整") {
		t.Errorf("check said %q", said)
	}
	w.does("net", "start", serviceName)
	showsPages(t, address, "清溪镇")

	w.does(append(install, `溪口镇 "100%"`)...)
	showsPages(t, address, "溪口镇 &#34;100%&#34;")
	w.does(w.program, "service", "remove")
	if said, err := w.try("sc", "query", serviceName); err == nil {
		t.Errorf("the service is still there: %s", said)
	}
	for _, name := range []string{"township.db", "townshipd.log"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
}

// elsewhere: a first start makes all that a server has, the backups in a folder of their own.
func (w *windowsHost) elsewhere(t *testing.T) {
	dir, backups, address := filepath.Join(t.TempDir(), "new town"), filepath.Join(t.TempDir(), "a disk"), freeAddress(t)
	w.does(w.program, "service", "install", "--dir", drive(dir), "--backups", drive(backups), "--name", "清溪镇", "--listen", address)
	showsPages(t, address, "清溪镇")
	if b, err := os.ReadFile(filepath.Join(dir, "first-password.txt")); err != nil || !strings.HasPrefix(string(b), "admin") {
		t.Errorf("first-password.txt: %v %q", err, b)
	}
	comes(t, "a backup", func() bool {
		found, _ := filepath.Glob(filepath.Join(backups, "township-*.backup"))
		return len(found) == 1
	})
	w.does(w.program, "service", "remove")
}

// windowsHost runs programs under Wine, program among them.
type windowsHost struct {
	t       *testing.T
	program string
}

// try runs a program and returns what it says.
func (w *windowsHost) try(args ...string) (said string, err error) {
	out, err := exec.Command(*wine, args...).CombinedOutput()
	return string(out), err
}

// does runs a program that has to succeed.
func (w *windowsHost) does(args ...string) (said string) {
	w.t.Helper()
	said, err := w.try(args...)
	if err != nil {
		w.t.Fatalf("%q: %v: %s", args, err, said)
	}
	return said
}

// drive is a path of this machine as Wine has it.
func drive(path string) string { return `Z:` + strings.ReplaceAll(path, "/", `\`) }
