package township

import (
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"woshou/data"
	"woshou/sync/wire"
)

// What a store itself finds, such as a newer format, is its own tests' matter.
func TestOpenLedger_SaysWhyNot(t *testing.T) {
	invalid := func(err error) bool {
		bad, ok := errors.AsType[*data.Invalid](err)
		return ok && bad.Field == "store" && bad.Code == "store.address"
	}
	is := func(want error) func(error) bool { return func(err error) bool { return errors.Is(err, want) } }
	said := func(err error) bool { return err != nil && !strings.Contains(err.Error(), "secret") }
	for name, c := range map[string]struct {
		store   string
		prepare func(dir string) error
		want    func(error) bool
	}{
		"another database":  {"mysql://host/name", nil, invalid},
		"a path":            {"/var/lib/woshou", nil, invalid},
		"no server there":   {"postgres://nobody:secret@/none?host=/nowhere", nil, said},
		"no address at all": {"postgresql://:bad port", nil, said},
		"a wrong file": {"", func(dir string) error {
			return os.WriteFile(filepath.Join(dir, fileLedger), []byte("no ledger"), 0o600)
		}, is(data.ErrDamaged)},
		"a file as folder": {"", func(dir string) error {
			return errors.Join(os.Remove(dir), os.WriteFile(dir, nil, 0o600))
		}, is(syscall.ENOTDIR)},
		"a folder to read": {"", func(dir string) error { return os.Chmod(dir, 0o555) }, is(os.ErrPermission)},
		"a file to read": {"", func(dir string) error {
			return os.WriteFile(filepath.Join(dir, fileLedger), nil, 0o400)
		}, is(os.ErrPermission)},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "town")
			err := os.Mkdir(dir, 0o755)
			if err == nil && c.prepare != nil {
				err = c.prepare(dir)
			}
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(name, "to read") {
				defer asNobody(t)()
			}
			led, err := OpenLedger(c.store, dir)
			if led != nil || !c.want(err) {
				t.Errorf("%v, %v", led, err)
			}
		})
	}
}

// asNobody takes root's right to every file from this goroutine until it is called; others
// than root have none.
func asNobody(t *testing.T) (again func()) {
	t.Helper()
	runtime.LockOSThread()
	if os.Geteuid() == 0 {
		if err := syscall.Setfsuid(65534); err != nil {
			t.Fatal(err)
		}
	}
	return func() {
		_ = syscall.Setfsuid(os.Geteuid()) // else the thread ends with its goroutine
		runtime.UnlockOSThread()
	}
}

// fullEnv makes this test's own program a township whose files cannot grow.
const fullEnv = "WOSHOU_TEST_FULL"

// The disk fills up while villages send: an exchange is refused and nothing of it is there,
// pages go on, and so does everything once there is room. It runs in a process of its own,
// since the limit is the process's.
func TestServer_OnAFullDisk(t *testing.T) {
	if os.Getenv(fullEnv) == "" {
		cmd := exec.Command(os.Args[0], "-test.run=^TestServer_OnAFullDisk$", "-test.v")
		cmd.Env = append(os.Environ(), fullEnv+"=1")
		if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "--- PASS") {
			t.Fatalf("%v\n%s", err, out)
		}
		return
	}
	signal.Ignore(syscall.SIGXFSZ) // so that a write beyond the limit is an error
	dir, now := t.TempDir(), &clock{startTime()}
	open := func() *Server {
		s, err := New(Config{Dir: dir, Name: "清溪镇", Now: now.now})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	s := open()
	left := uint64(1 << 40)
	roomy(s, &left)
	c := enrolled(t, s, dongli, dongliArea)
	c.save(about(agreedFact()))
	c.sync()
	info, err := os.Stat(filepath.Join(dir, fileLedger))
	if err != nil {
		t.Fatal(err)
	}
	limitFiles(t, uint64(info.Size()))
	refused := fillUp(t, c)
	for range 5 {
		if r := c.send(c.request()); r.Reason != refused || r.Ack != 0 {
			t.Errorf("a full disk: %s, acknowledged %d", r.Reason, r.Ack)
		}
	}
	diff(t, "what was acknowledged", len(stream(t, s, c.village)), int(c.acked))
	diff(t, "the pages' cases", totals(t, s).Figures[data.FigureReceived].Cases, int(c.acked))
	diff(t, "what is said of the disk", len(s.Disk(t.Context())), 1)
	limitFiles(t, 1<<40)
	diff(t, "with room again", c.sync().Cases, len(c.events))
	diff(t, "what is known of the disk", s.disk.full.Load(), false)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open()
	defer func() { _ = s.Close() }()
	diff(t, "after a start", len(stream(t, s, c.village)), len(c.events))
	found, err := s.Check(t.Context())
	if err != nil || len(found) != 0 {
		t.Errorf("the check found %v, %v", found, err)
	}
}

// limitFiles bounds how large a file of this process may be.
func limitFiles(t *testing.T, size uint64) {
	t.Helper()
	var limit syscall.Rlimit
	err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit)
	if limit.Cur = min(size, limit.Max); err == nil {
		err = syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// fillUp sends cases until one is refused, and returns the reason, which says that the disk is
// full.
func fillUp(t *testing.T, c *computer) wire.Code {
	t.Helper()
	for range 200 {
		fact := agreedFact()
		c.save(func(e *data.Event) {
			about(fact)(e)
			e.Body = sealedFile(uint64(len(c.events)), 10_000)
		})
		r := c.send(c.request())
		if r.Reason != "" {
			if r.Reason != wire.CodeFull {
				t.Errorf("a full disk is answered with %s", r.Reason)
			}
			return r.Reason
		}
		c.acked, c.gsn, c.server = r.Ack, r.NextGSN, r.Server
	}
	t.Fatal("the disk is never full")
	return ""
}
