package main

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestService_UnderSystemd takes the service through its life under a real systemd.
func TestService_UnderSystemd(t *testing.T) {
	m := newMachine(t)
	m.life(t)
	m.elsewhere(t)
}

// life: the service takes over the folder of a server that was run by hand, serves a
// village, comes back when it is killed, is updated, stops in good order and goes.
func (m *machine) life(t *testing.T) {
	code := m.ranByHand("/var/lib/woshou-township")
	address := freeAddress(t)
	m.does("/shared/townshipd", "service", "install", "--name", "清溪镇", "--listen", address)
	showsPages(t, address, "清溪镇")
	exchanged(t, address, code)
	if said := m.does("systemd-analyze", "verify", unitFile); said != "" {
		t.Errorf("systemd says of the unit: %s", said)
	}
	m.does("systemd-analyze", "security", "--no-pager", "--threshold=15", serviceName) // of 100, none is best
	m.owned("/var/lib/woshou-township")

	m.does("systemctl", "kill", "--signal=KILL", serviceName)
	comes(t, "a second start", func() bool { return m.shows("NRestarts") == "1" })
	showsPages(t, address, "清溪镇")

	m.does("/shared/townshipd", "service", "install", "--name", "清溪镇 $1 100%", "--listen", address)
	showsPages(t, address, "清溪镇 $1 100%")
	m.does("systemctl", "stop", serviceName)
	if got := m.shows("Result"); got != "success" {
		t.Errorf("it stopped with %s", got)
	}
	comes(t, "the end in the journal", func() bool {
		return strings.Contains(m.does("journalctl", "--unit", serviceName, "--output=cat", "--no-pager"), "msg=stopping")
	})
	if said := m.does("/shared/townshipd", "check", "--dir", "/var/lib/woshou-township"); !strings.Contains(said, "数据完整") {
		t.Errorf("check said %q", said)
	}
	m.does("/shared/townshipd", "service", "remove")
	if out, err := m.try("systemctl", "cat", serviceName); err == nil {
		t.Errorf("the unit is still there: %s", out)
	}
	m.does("ls", "/var/lib/woshou-township/township.db")
}

// elsewhere: a service with other folders makes all that a server has at its first start,
// and one that cannot serve is not said to be installed.
func (m *machine) elsewhere(t *testing.T) {
	address := freeAddress(t)
	install := []string{"/shared/townshipd", "service", "install", "--name", "清溪镇", "--dir", "/srv/$1 data", "--backups", "/mnt/100% disk", "--listen"}
	m.does(append(install, address)...)
	showsPages(t, address, "清溪镇")
	comes(t, "a backup", func() bool { return strings.Contains(m.does("ls", "/mnt/100% disk"), ".backup") })
	m.owned("/srv/$1 data")
	m.owned("/mnt/100% disk")
	if said := m.does("cat", "/srv/$1 data/first-password.txt"); !strings.HasPrefix(said, "admin\n") {
		t.Errorf("first-password.txt says %q", said)
	}
	m.does("systemctl", "stop", serviceName)
	m.does("mv", "/mnt/100% disk", "/mnt/gone")
	m.does("systemctl", "start", serviceName) // the disk of the backups is away
	showsPages(t, address, "清溪镇")

	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	if out, err := m.try(append(install, taken.Addr().String())...); err == nil {
		t.Errorf("on a port that is taken: %s", out)
	}
}

// machine is systemd in namespaces of its own, over this machine's files; what it changes
// of them is gone with it.
type machine struct {
	t *testing.T
	// shared is a folder that is /shared there, first its first process.
	shared, first string
}

// boot makes the namespaces a machine: files that are written nowhere, devices, and a
// place for cgroups; then its first process is systemd. What it starts must not reach
// this machine's kernel.
const boot = `set -e
trap 'exit 77' EXIT
mount -t tmpfs tmpfs "$1"
mkdir "$1/changed" "$1/work" "$1/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$1/changed,workdir=$1/work" "$1/root"
cd "$1/root"
mkdir shared
mount --bind "$2" shared
for kind in proc sysfs; do mount -t $kind $kind ${kind%fs}; done
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount --bind proc/sys proc/sys
mount -o remount,bind,ro proc/sys
mount -o remount,bind,ro sys
for place in run dev; do mount -t tmpfs -o mode=755 tmpfs $place; done
mount -t tmpfs tmpfs tmp
cp -a /dev/null /dev/zero /dev/full /dev/random /dev/urandom /dev/tty dev
mkdir dev/pts
mount -t devpts -o newinstance,ptmxmode=666 devpts dev/pts
ln -s pts/ptmx dev/ptmx
rm -rf etc/systemd/system/* var/lib/woshou-township
pivot_root . mnt
umount -l mnt
export container=woshou
exec setpriv --bounding-set=-sys_module,-sys_time,-sys_rawio,-syslog,-audit_control,-audit_read \
	/lib/systemd/systemd --unit=basic.target --show-status=no
`

func newMachine(t *testing.T) *machine {
	t.Helper()
	m := &machine{t: t, shared: t.TempDir()}
	build := exec.Command("go", "build", "-o", m.shared, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	var said bytes.Buffer
	run := exec.Command("unshare", "--pid", "--fork", "--kill-child", "--mount", "--uts", "--ipc", "--cgroup", "sh", "-c", boot, "boot", t.TempDir(), m.shared)
	run.SysProcAttr = &syscall.SysProcAttr{UseCgroupFD: true, CgroupFD: newCgroup(t), Pdeathsig: syscall.SIGKILL}
	run.Stdout, run.Stderr = &said, &said
	if err := run.Start(); err != nil {
		t.Skipf("no process may be put into a cgroup here: %v", err)
	}
	ended := make(chan struct{})
	go func() { _ = run.Wait(); close(ended) }()
	t.Cleanup(func() { _ = run.Process.Kill(); <-ended })
	comes(t, "a running systemd", func() bool {
		select {
		case <-ended:
			t.Skipf("namespaces and mounts are not permitted here: %v: %s", run.ProcessState, &said)
		default:
		}
		return m.runs(run.Process.Pid)
	})
	return m
}

// newCgroup makes a cgroup below this process' own and returns it, opened.
func newCgroup(t *testing.T) (fd int) {
	t.Helper()
	mounts, _ := os.ReadFile("/proc/self/mountinfo")
	groups, _ := os.ReadFile("/proc/self/cgroup")
	top, own := "", ""
	for line := range strings.Lines(string(mounts)) {
		if before, _, is := strings.Cut(line, " - cgroup2 "); is {
			top = strings.Fields(before)[4]
		}
	}
	for line := range strings.Lines(string(groups)) {
		if path, is := strings.CutPrefix(strings.TrimSpace(line), "0::"); is {
			own = path
		}
	}
	dir, err := os.MkdirTemp(filepath.Join(top, own), "woshou-")
	if top == "" || err != nil {
		t.Skipf("no cgroup can be made here, in %q: %v", top+own, err)
	}
	fd, err = syscall.Open(dir, syscall.O_RDONLY|syscall.O_DIRECTORY|syscall.O_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = syscall.Close(fd)
		comes(t, "an empty cgroup", func() bool { return removeCgroup(dir) == nil })
	})
	return fd
}

// removeCgroup removes a cgroup and those in it, once no process is left in them.
func removeCgroup(dir string) error {
	inside, err := filepath.Glob(filepath.Join(dir, "*", "cgroup.procs"))
	for _, one := range inside {
		err = errors.Join(err, removeCgroup(filepath.Dir(one)))
	}
	return errors.Join(err, os.Remove(dir))
}

// runs finds the first process, which another one made, and reports whether systemd has
// started what belongs to a machine.
func (m *machine) runs(maker int) bool {
	children, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", maker, maker))
	if m.first = strings.TrimSpace(string(children)); err != nil || m.first == "" {
		return false
	}
	said, _ := m.try("systemctl", "is-system-running")
	return said == "running\n" || said == "degraded\n"
}

// try runs a program in the machine and returns what it says.
func (m *machine) try(args ...string) (said string, err error) {
	enter := []string{"--target", m.first, "--mount", "--pid", "--uts", "--ipc", "--cgroup", "--root", "--wd"}
	out, err := exec.Command("nsenter", append(enter, args...)...).CombinedOutput()
	return string(out), err
}

// does runs a program that has to succeed.
func (m *machine) does(args ...string) (said string) {
	m.t.Helper()
	said, err := m.try(args...)
	if err != nil {
		journal, _ := m.try("journalctl", "--no-pager", "--lines=30")
		m.t.Fatalf("%q: %v: %s\n%s", args, err, said, journal)
	}
	return said
}

// shows returns what systemd says of the service.
func (m *machine) shows(property string) string {
	m.t.Helper()
	return strings.TrimSpace(m.does("systemctl", "show", "--value", "--property", property, serviceName))
}

// owned checks that nobody but the service may enter a folder, and that all in it is its.
func (m *machine) owned(dir string) {
	m.t.Helper()
	if got := strings.TrimSpace(m.does("stat", "--format=%a %U", dir)); got != "700 "+serviceName {
		m.t.Errorf("%s is %s", dir, got)
	}
	if found := m.does("find", dir, "!", "-user", serviceName, "-or", "-type", "f", "!", "-perm", "600"); found != "" {
		m.t.Errorf("not the service's alone: %s", found)
	}
}

// ranByHand lays down what a server of the administrator leaves in a folder, and returns
// the code of its village.
func (m *machine) ranByHand(dir string) (code string) {
	m.t.Helper()
	code = ranByHand(m.t, filepath.Join(m.shared, "town"))
	m.does("cp", "-a", "/shared/town", dir)
	return code
}
