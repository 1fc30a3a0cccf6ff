package ledgertest

import (
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// Database is a PostgreSQL server of a test's own, reached by a socket in a folder of its
// own: nobody else can reach it.
type Database struct {
	dir  string
	bin  string
	as   *syscall.Credential
	run  *exec.Cmd
	name atomic.Int64
}

// NewDatabase starts a PostgreSQL server and ends it with the test. It takes Debian's
// programs; a machine without them fails the test, because make test installs them.
func NewDatabase(t testing.TB) *Database {
	t.Helper()
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) == 0 {
		t.Fatal("there is no PostgreSQL here: apt-get install postgresql, or make setup-test")
	}
	dir, err := os.MkdirTemp("", "woshou-postgres-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	d := &Database{dir: dir, bin: filepath.Dir(found[len(found)-1])}
	if os.Geteuid() == 0 { // PostgreSQL refuses to run as root
		d.unprivileged(t)
	}
	make := d.command("initdb", "-D", filepath.Join(dir, "data"), "-U", "woshou", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
	if out, err := make.CombinedOutput(); err != nil {
		t.Fatalf("initdb: %v\n%s", err, out)
	}
	t.Cleanup(d.Kill)
	d.Start(t)
	return d
}

func (d *Database) unprivileged(t testing.TB) {
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, uidErr := strconv.ParseUint(u.Uid, 10, 32)
		gid, gidErr := strconv.ParseUint(u.Gid, 10, 32)
		if uidErr != nil || gidErr != nil || os.Chown(d.dir, int(uid), int(gid)) != nil {
			continue
		}
		d.as = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		return
	}
	t.Fatal("there is no account that PostgreSQL could run as")
}

func (d *Database) command(name string, args ...string) *exec.Cmd {
	c := exec.Command(filepath.Join(d.bin, name), args...)
	c.Dir = d.dir
	c.SysProcAttr = &syscall.SysProcAttr{Credential: d.as}
	return c
}

// Start starts the server and returns when it answers.
func (d *Database) Start(t testing.TB) {
	t.Helper()
	d.run = d.command("postgres", "-D", filepath.Join(d.dir, "data"), "-k", d.dir, "-c", "listen_addresses=", "-c", "max_connections=40")
	d.run.SysProcAttr.Pdeathsig = syscall.SIGQUIT
	if err := d.run.Start(); err != nil {
		t.Fatal(err)
	}
	for range 600 {
		if d.command("pg_isready", "-q", "-h", d.dir, "-U", "woshou", "-d", "postgres").Run() == nil {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("PostgreSQL does not answer")
}

// Kill ends the server as a loss of power would: nothing is finished.
func (d *Database) Kill() {
	if d.run == nil {
		return
	}
	for _, pid := range append(d.children(), d.run.Process.Pid) {
		_ = syscall.Kill(pid, syscall.SIGKILL) // it may have ended by itself
	}
	_ = d.run.Wait()
	d.run = nil
}

// children returns the server's own processes.
func (d *Database) children() (pids []int) {
	list, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%[1]d/children", d.run.Process.Pid))
	n := 0
	for _, c := range list {
		if c != ' ' {
			n = 10*n + int(c-'0')
			continue
		}
		pids, n = append(pids, n), 0
	}
	return pids
}

// Address returns the address of an empty ledger's place in the database, a new one each
// time.
func (d *Database) Address(t testing.TB) string {
	t.Helper()
	return d.AddressOf(t, fmt.Sprint("place", d.name.Add(1)))
}

// AddressOf returns the address of a place with a name.
func (d *Database) AddressOf(t testing.TB, schema string) string {
	t.Helper()
	c := d.command("psql", "-q", "-h", d.dir, "-U", "woshou", "-d", "postgres", "-c", "CREATE SCHEMA IF NOT EXISTS "+schema)
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("psql: %v\n%s", err, out)
	}
	return "postgres://woshou@/postgres?host=" + url.QueryEscape(d.dir) + "&search_path=" + schema
}
