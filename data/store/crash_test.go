package store

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"go.etcd.io/bbolt"

	"woshou/data"
)

// tape records what is done to the disk, op by op, and can fail one of them. It sees what
// bbolt writes too. Whatever order the disk may have done it in, and whatever it may have
// lost when the power went, can be played from it.
type tape struct {
	system
	mu     sync.Mutex
	ops    []op
	inodes map[string]int // by name
	next   int
	sizes  map[int]int64
	// count counts the ops; the one that reaches failAt fails, if that is not 0.
	count, failAt int
	failWith      error
}

type op struct {
	kind  opKind
	inode int
	name  string
	to    string
	at    int64
	b     []byte
}

type opKind int

const (
	created opKind = iota
	wrote
	truncated // to at bytes
	synced
	renamed
	removed
	madeDir
	dirSynced // the folder of that name
	forgotten // after a failed flush the system takes what it did not write for written
)

func newTape() *tape {
	return &tape{system: system{os.OpenFile, time.Second}, inodes: map[string]int{}, sizes: map[int]int64{}, failWith: syscall.EIO}
}

// options are those of the tests on the tape's disk.
func (d *tape) options() Options {
	opt := testOptions()
	opt.files, opt.opened = d, d.tapBolt
	return opt
}

func (d *tape) add(o op) {
	d.mu.Lock()
	defer d.mu.Unlock()
	o.b = bytes.Clone(o.b)
	d.ops = append(d.ops, o)
}

// fails counts an op and reports whether it is the one to fail.
func (d *tape) fails() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.count++
	if d.count == d.failAt {
		return d.failWith
	}
	return nil
}

// arm has the n-th op from now on fail; 0 none.
func (d *tape) arm(n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.count, d.failAt = 0, n
}

// failed reports whether the op that was to fail did.
func (d *tape) failed() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.failAt > 0 && d.count >= d.failAt
}

func (d *tape) inode(name string) (int, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if i, ok := d.inodes[name]; ok {
		return i, true
	}
	d.next++
	d.inodes[name] = d.next
	return d.next, false
}

func (d *tape) Open(name string, flag int) (file, error) {
	if err := d.fails(); err != nil {
		return nil, err
	}
	f, err := d.system.Open(name, flag)
	if err != nil {
		return nil, err
	}
	i, known := d.inode(name)
	if !known {
		d.add(op{kind: created, inode: i, name: name})
	}
	return &tapedFile{f, d, i}, nil
}

func (d *tape) Rename(from, to string) error {
	if err := d.fails(); err != nil {
		return err
	}
	if err := d.system.Rename(from, to); err != nil {
		return err
	}
	d.mu.Lock()
	d.inodes[to] = d.inodes[from]
	delete(d.inodes, from)
	d.mu.Unlock()
	d.add(op{kind: renamed, name: from, to: to})
	return nil
}

func (d *tape) Remove(name string) error {
	if err := d.fails(); err != nil {
		return err
	}
	if err := d.system.Remove(name); err != nil {
		return err
	}
	d.mu.Lock()
	delete(d.inodes, name)
	d.mu.Unlock()
	d.add(op{kind: removed, name: name})
	return nil
}

func (d *tape) Mkdir(name string) error {
	if err := d.fails(); err != nil {
		return err
	}
	if err := d.system.Mkdir(name); err != nil {
		return err
	}
	d.add(op{kind: madeDir, name: name})
	return nil
}

func (d *tape) SyncDir(dir string) { d.add(op{kind: dirSynced, name: dir}) }

type tapedFile struct {
	file
	disk  *tape
	inode int
}

// WriteAt writes half of it when it fails.
func (f *tapedFile) WriteAt(b []byte, at int64) (int, error) {
	failed := f.disk.fails()
	if failed != nil {
		b = b[:len(b)/2]
	}
	n, err := f.file.WriteAt(b, at)
	f.disk.add(op{kind: wrote, inode: f.inode, at: at, b: b})
	return n, errors.Join(failed, err)
}

func (f *tapedFile) Truncate(size int64) error {
	if err := f.disk.fails(); err != nil {
		return err
	}
	f.disk.add(op{kind: truncated, inode: f.inode, at: size})
	return f.file.Truncate(size)
}

func (f *tapedFile) Sync() error {
	if err := f.disk.fails(); err != nil {
		f.disk.add(op{kind: forgotten, inode: f.inode})
		return err
	}
	err := f.file.Sync()
	f.disk.add(op{kind: synced, inode: f.inode})
	return err
}

// tapBolt puts the tape between bbolt and its file. bbolt flushes before it writes a meta
// page and after; it grows a file and flushes that, too.
func (d *tape) tapBolt(db *bbolt.DB) {
	field := reflect.ValueOf(db).Elem().FieldByName("ops").FieldByName("writeAt")
	hook := (*func([]byte, int64) (int, error))(unsafe.Pointer(field.UnsafeAddr()))
	write := *hook
	i, known := d.inode(db.Path())
	if !known {
		b, _ := os.ReadFile(db.Path())
		d.add(op{kind: created, inode: i, name: db.Path()})
		d.add(op{kind: wrote, inode: i, b: b})
		d.add(op{kind: synced, inode: i})
	}
	*hook = func(b []byte, at int64) (int, error) {
		if info, err := os.Stat(db.Path()); err == nil && info.Size() != d.sizes[i] {
			d.sizes[i] = info.Size()
			d.add(op{kind: truncated, inode: i, at: info.Size()})
			d.add(op{kind: synced, inode: i})
		}
		meta := at < 2*pageSize
		if meta {
			if err := d.flushBolt(i); err != nil {
				return 0, err
			}
		}
		failed := d.fails()
		if failed != nil {
			b = b[:len(b)/2/512*512]
		}
		n, err := write(b, at)
		d.add(op{kind: wrote, inode: i, at: at, b: b})
		if meta && failed == nil && err == nil {
			err = d.flushBolt(i)
		}
		return n, errors.Join(failed, err)
	}
}

// flushBolt is a flush of bbolt's. When it fails, all is in the system's memory, where the
// program reads it, and none of it on the disk, now or later.
func (d *tape) flushBolt(inode int) error {
	if err := d.fails(); err != nil {
		d.add(op{kind: forgotten, inode: inode})
		return err
	}
	d.add(op{kind: synced, inode: inode})
	return nil
}

// played is a disk after the power went.
type played struct {
	names map[string]int
	files map[int][]byte
	dirs  map[string]bool // that were made
}

// play returns what the disk may have after the first n ops: all that was flushed, and of
// the rest any sectors, and any first part of the changes of names; nothing when r is nil.
func (d *tape) play(n int, r *rand.Rand) played {
	d.mu.Lock()
	ops := d.ops[:n]
	d.mu.Unlock()
	out := played{map[string]int{}, map[int][]byte{}, map[string]bool{}}
	waiting := map[int][]op{}
	var names []op
	for _, o := range ops {
		switch o.kind {
		case wrote, truncated:
			waiting[o.inode] = append(waiting[o.inode], o)
		case synced:
			for _, w := range waiting[o.inode] {
				out.write(w, nil, 0)
			}
			delete(waiting, o.inode)
		case forgotten:
			delete(waiting, o.inode)
		case dirSynced:
			names = slices.DeleteFunc(names, func(w op) bool {
				in := o.name == "" || filepath.Dir(w.name) == o.name
				if in {
					out.rename(w)
				}
				return in
			})
		default:
			names = append(names, o)
		}
	}
	if r == nil {
		return out
	}
	for _, w := range names[:r.IntN(len(names)+1)] {
		out.rename(w)
	}
	lost := []float64{0, 0.3, 0.7, 1}[r.IntN(4)]
	for _, i := range slices.Sorted(maps.Keys(waiting)) {
		for _, w := range waiting[i] {
			out.write(w, r, lost)
		}
	}
	return out
}

func (p *played) rename(o op) {
	switch o.kind {
	case created:
		p.names[o.name] = o.inode
	case madeDir:
		p.dirs[o.name] = true
	case removed:
		delete(p.names, o.name)
	case renamed:
		p.names[o.to] = p.names[o.name]
		delete(p.names, o.name)
	}
}

// write does a write sector by sector; each is lost by chance.
func (p *played) write(o op, r *rand.Rand, lost float64) {
	b := p.files[o.inode]
	if o.kind == truncated {
		if r != nil && r.Float64() < lost {
			return
		}
		if int(o.at) <= len(b) {
			b = b[:o.at]
		} else {
			b = append(b, make([]byte, int(o.at)-len(b))...)
		}
		p.files[o.inode] = b
		return
	}
	for from := 0; from < len(o.b); {
		at := int(o.at) + from
		to := min(len(o.b), from+512-at%512)
		if r == nil || r.Float64() >= lost {
			if end := int(o.at) + to; end > len(b) {
				b = append(b, make([]byte, end-len(b))...)
			}
			copy(b[at:], o.b[from:to])
		}
		from = to
	}
	p.files[o.inode] = b
}

// put writes the disk into a fresh folder and returns what of a path is there.
func (p *played) put(t testing.TB, dir string) {
	t.Helper()
	if err := errors.Join(os.RemoveAll(dir), os.MkdirAll(dir, 0o700)); err != nil {
		t.Fatal(err)
	}
	for made := range p.dirs {
		if err := os.Mkdir(filepath.Join(dir, filepath.Base(made)), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for name, inode := range p.names {
		to := filepath.Join(dir, filepath.Base(name))
		if in := filepath.Dir(name); strings.HasSuffix(in, filepath.Base(AttachmentsPath(""))) {
			if !p.dirs[in] {
				continue // so did not the folder last
			}
			to = filepath.Join(dir, filepath.Base(in), filepath.Base(name))
		}
		if err := os.WriteFile(to, p.files[inode], 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func (d *tape) length() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.ops)
}

// flushed returns the number of ops up to the last flush of the record's journal.
func (d *tape) flushed(path string) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	for n := len(d.ops); n > 0; n-- {
		if o := d.ops[n-1]; o.kind == synced && o.inode == d.inodes[JournalPath(path)] {
			return n
		}
	}
	return 0
}

// step is what a record says after an act, and the op by which that was acknowledged.
type step struct {
	what     string
	acked    int
	says     contents
	password string
}

// life does a little of everything to a record and notes what is there after each act.
func life(t *testing.T, d *tape, dir string) (path string, steps []step) {
	t.Helper()
	path = filepath.Join(dir, "record")
	s, _, err := Create(path, NewRecord{testCommittee(), head, password}, d.options())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	now := password
	note := func(what string, acked int) {
		steps = append(steps, step{what, acked, mustContents(t, s), now})
	}
	note("create", d.length())
	r := rand.New(rand.NewPCG(31, 1))
	c := sampleCase(r, 1)
	for n := range 3 {
		intake(t, s, sampleCase(r, n+2))
		note("intake", d.flushed(path))
		next := c.Clone()
		next.Summary = fmt.Sprint(words(r, 2), n)
		if n == 0 {
			c = intake(t, s, next)
		} else {
			c = save(t, s, c, next)
		}
		note("edit", d.flushed(path))
	}
	if err := s.SetLink(Link{Address: "https://town.example"}); err != nil {
		t.Fatal(err)
	}
	note("link", d.flushed(path))
	if err := s.ChangePassword(password, "second"); err != nil {
		t.Fatal(err)
	}
	now = "second"
	note("password", d.length())
	if err := s.Compact(); err != nil {
		t.Fatal(err)
	}
	note("compact", d.length())
	if err := s.NewEpoch(2); err != nil {
		t.Fatal(err)
	}
	note("epoch", d.flushed(path))
	fill(t, s, 40)
	note("many", d.flushed(path))
	if _, err := s.Backup(path + ".backup"); err != nil {
		t.Fatal(err)
	}
	note("backup", d.length())
	return path, steps
}

// tears is how often each place is tried with other sectors lost.
const tears = 2

// The power may go at any op of anything: all that was acknowledged is there, and of what
// was not, all or nothing.
func TestCrash_Anywhere(t *testing.T) {
	t.Parallel()
	d := newTape()
	path, steps := life(t, d, t.TempDir())
	dir := t.TempDir()
	stride := 1
	if testing.Short() || *damages <= 150 {
		stride = 3
	}
	for n := 1; n <= d.length(); n += stride {
		for seed := range uint64(tears) {
			r := rand.New(rand.NewPCG(uint64(n), seed))
			disk := d.play(n, r)
			disk.put(t, dir)
			where := fmt.Sprintf("cut after op %d, seed %d", n, seed)
			checkCut(t, where, filepath.Join(dir, filepath.Base(path)), steps, n)
		}
	}
}

func checkCut(t *testing.T, where, path string, steps []step, n int) {
	t.Helper()
	last := -1
	for i, s := range steps {
		if s.acked <= n {
			last = i
		}
	}
	if last < 0 && !Exists(path) {
		return
	}
	s, err := openWith(path, steps[max(last, 0):])
	if err != nil {
		t.Fatalf("%s: %v", where, err)
	}
	defer s.Close()
	got, err := contentsOf(s)
	if err != nil {
		t.Fatalf("%s: %v", where, err)
	}
	if err := s.Verify(); err != nil {
		t.Fatalf("%s: %v", where, err)
	}
	for i := max(last, 0); i < len(steps) && i <= last+1; i++ {
		if reflect.DeepEqual(got, steps[i].says) {
			checkBackupCut(t, where, path)
			return
		}
	}
	t.Fatalf("%s: the record is none of what it was after %s or the next act", where, steps[max(last, 0)].what)
}

// openWith opens a record with the password of the first step or the one after.
func openWith(path string, steps []step) (*Store, error) {
	l, err := Open(path, testOptions())
	if err != nil {
		return nil, err
	}
	s, err := l.Unlock(steps[0].password)
	if err != nil && len(steps) > 1 && steps[1].password != steps[0].password {
		s, err = l.Unlock(steps[1].password)
	}
	if err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return s, nil
}

// checkBackupCut sees to it that a backup that has its name is whole.
func checkBackupCut(t *testing.T, where, path string) {
	t.Helper()
	if !exists(path + ".backup") {
		return
	}
	opt := testOptions()
	opt.Alone = true
	l, err := Open(path+".backup", opt)
	if err != nil {
		t.Fatalf("%s: backup: %v", where, err)
	}
	b, err := l.Unlock("second")
	if err != nil {
		t.Fatalf("%s: backup: %v", where, err)
	}
	if err := errors.Join(b.Verify(), b.Close()); err != nil {
		t.Fatalf("%s: backup: %v", where, err)
	}
}

// The power may go while a record is repaired, again and again: in the end all is there.
func TestCrash_Repair(t *testing.T) {
	t.Parallel()
	path, want := usedRecord(t, 12, 12)
	whole := readBoth(t, path)
	older := bytes.Clone(whole.file)
	for at := 2 * pageSize; at < len(older); at += pageSize {
		older[at+8] ^= 0xff
	}
	bad := bytes.Clone(whole.journal)
	bad[framesAt+frameHeader+50] ^= 1
	v1, err := os.ReadFile(filepath.Join("testdata", "version1"))
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string]both{
		"file damaged": {older, whole.journal}, "file lost": {nil, whole.journal},
		"journal damaged": {whole.file, bad}, "journal lost": {whole.file, nil}, "version 1": {v1, nil},
	} {
		path := filepath.Join(t.TempDir(), "record")
		d := newTape()
		d.load(t, path, b)
		l, err := Open(path, d.options())
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		s, err := l.Unlock(password)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		want := want
		if name == "version 1" {
			want = mustContents(t, s)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		again := filepath.Join(t.TempDir(), "disk")
		for n := 1; n <= d.length(); n++ {
			r := rand.New(rand.NewPCG(uint64(n), 5))
			disk := d.play(max(n, d.start()), r)
			disk.put(t, again)
			s, err := openWith(filepath.Join(again, "record"), []step{{password: password}})
			if err != nil {
				t.Fatalf("%s, cut after op %d: %v", name, n, err)
			}
			got, err := contentsOf(s)
			if err := errors.Join(err, s.Verify(), s.Close()); err != nil {
				t.Fatalf("%s, cut after op %d: %v", name, n, err)
			}
			if !reflect.DeepEqual(want, got) {
				t.Fatalf("%s, cut after op %d: not what it was", name, n)
			}
		}
	}
}

// load puts files on the tape's disk as they have always been there.
func (d *tape) load(t *testing.T, path string, b both) {
	t.Helper()
	writeBoth(t, path, b)
	for name, content := range map[string][]byte{path: b.file, JournalPath(path): b.journal} {
		if content == nil {
			continue
		}
		i, _ := d.inode(name)
		d.add(op{kind: created, inode: i, name: name})
		d.add(op{kind: wrote, inode: i, b: content})
		d.add(op{kind: synced, inode: i})
		d.sizes[i] = int64(len(content))
	}
	d.add(op{kind: dirSynced})
}

// start returns how many ops load made.
func (d *tape) start() int {
	for n, o := range d.ops {
		if o.kind == dirSynced {
			return n + 1
		}
	}
	return 0
}

func openTaped(t *testing.T, d *tape, path string) *Store {
	t.Helper()
	l, err := Open(path, d.options())
	if err != nil {
		t.Fatal(err)
	}
	s, err := l.Unlock(password)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// act is something done to an open record that can be done again after an error.
type act struct {
	name string
	do   func(s *Store) error
}

func acts(r *rand.Rand) []act {
	c := sampleCase(r, 7)
	return []act{
		{"intake", func(s *Store) error { _, err := s.SaveCase("intake", caseOr(s, c), c); return err }},
		{"two saves", func(s *Store) error {
			a, b := c.Clone(), c.Clone()
			a.Claimed, b.Claimed = 1, 2
			_, err := s.SaveCase("one", caseOr(s, c), a)
			if err == nil {
				_, err = s.SaveCase("two", caseOr(s, c), b)
			}
			return err
		}},
		{"waiting saves", func(s *Store) (err error) {
			if tx, held := s.disk.begin(true); held == nil {
				defer s.disk.rollback(tx)
			}
			for n := data.Fen(1); n < 7 && err == nil; n++ {
				next := c.Clone()
				next.Claimed = n
				_, err = s.SaveCase("many", caseOr(s, c), next)
			}
			return err
		}},
		{"link", func(s *Store) error { return s.SetLink(Link{Address: fmt.Sprint(r.Uint64())}) }},
		{"password", func(s *Store) error { return s.ChangePassword(password, password) }},
		{"epoch", func(s *Store) error { return s.NewEpoch(1) }},
		{"compact", func(s *Store) error { return s.Compact() }},
		{"backup", func(s *Store) error {
			_ = os.Remove(s.Path() + ".backup")
			_, err := s.Backup(s.Path() + ".backup")
			return err
		}},
	}
}

// caseOr returns the case as the record has it, or an empty one to begin with.
func caseOr(s *Store, c *data.Case) *data.Case {
	if now, err := s.Case(c.ID); err == nil {
		return now
	}
	return &data.Case{ID: c.ID}
}

// The n-th op fails, for each n until there are no more: it is told or does no harm, nothing
// that was acknowledged is lost, and the next try succeeds.
func TestFail_Nth(t *testing.T) {
	t.Parallel()
	path, _ := usedRecord(t, 6, 6)
	whole := readBoth(t, path)
	for _, with := range []error{syscall.EIO, syscall.ENOSPC} {
		for _, a := range acts(rand.New(rand.NewPCG(9, 9))) {
			told := 0
			for n := 1; ; n++ {
				d := newTape()
				d.failWith = with
				copied := filepath.Join(t.TempDir(), "record")
				d.load(t, copied, whole)
				more, err := failOnce(t, d, copied, a, n)
				if err != nil {
					t.Fatalf("%s, op %d fails with %v: %v", a.name, n, with, err)
				}
				if more == nil {
					break
				}
				if *more {
					told++
				}
			}
			if told == 0 {
				t.Errorf("%s: no failure was told", a.name)
			}
		}
	}
}

// failOnce does an act whose n-th op fails; told is nil when there was none so late.
func failOnce(t *testing.T, d *tape, path string, a act, n int) (told *bool, err error) {
	t.Helper()
	s := openTaped(t, d, path)
	before := mustContents(t, s)
	d.arm(n)
	refused := a.do(s)
	s.Settle()
	failed := d.failed()
	d.arm(0)
	after, err := contentsOf(s)
	if err != nil {
		return nil, fmt.Errorf("reading after it: %w", err)
	}
	if refused != nil && !strings.HasSuffix(a.name, " saves") && a.name != "epoch" && !reflect.DeepEqual(before, after) {
		return nil, fmt.Errorf("refused with %w, but something changed", refused)
	}
	if err := a.do(s); err != nil {
		return nil, fmt.Errorf("the next try: %w", err)
	}
	want := mustContents(t, s)
	if err := s.Close(); err != nil {
		return nil, err
	}
	disk := d.play(d.length(), nil) // only what was flushed in truth
	dir := filepath.Join(t.TempDir(), "disk")
	disk.put(t, dir)
	for _, path := range []string{path, filepath.Join(dir, filepath.Base(path))} {
		o, err := openWith(path, []step{{password: password}})
		if err != nil {
			return nil, err
		}
		got, err := contentsOf(o)
		if err := errors.Join(err, o.Verify(), o.Close()); err != nil {
			return nil, err
		}
		if !reflect.DeepEqual(want, got) {
			return nil, errors.New("after opening anew something is missing")
		}
	}
	if !failed {
		return nil, nil
	}
	was := refused != nil
	return &was, nil
}
