package store

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"woshou/data"
	"woshou/data/seal"
)

// fileHead is what a file begins with that this program writes.
var fileHead = seal.FileHead(seal.FileVersion)

// readAll reads every attachment of a case.
func readAll(s *Store, c *data.Case) ([][]byte, error) {
	var out [][]byte
	for _, a := range c.Attachments {
		b, err := s.ReadFile(c.ID, a)
		if err != nil {
			return nil, fmt.Errorf("attachment of %d bytes: %w", a.Size, err)
		}
		out = append(out, b)
	}
	return out, nil
}

// checkFolder sees to it that the folder has what the record names and nothing else.
func checkFolder(s *Store) error {
	named := s.allNames()
	entries, err := os.ReadDir(AttachmentsPath(s.path))
	if err != nil && len(named) > 0 {
		return err
	}
	for _, e := range entries {
		if !named[e.Name()] {
			return fmt.Errorf("%s lies there and no attachment is named so", e.Name())
		}
	}
	if len(entries) != len(named) {
		return fmt.Errorf("%d files, %d named", len(entries), len(named))
	}
	return nil
}

// attachStep is what a case's attachments are after an act, and the op that acknowledged it.
type attachStep struct {
	acked    int
	contents [][]byte
}

// The power may go at any op of attaching and of taking out: what was acknowledged is there
// whole, what was not is there whole or not at all, and nothing else lies about.
func TestCrash_Attachments(t *testing.T) {
	t.Parallel()
	d := newTape()
	path := filepath.Join(t.TempDir(), "record")
	s, _, err := Create(path, NewRecord{testCommittee(), head, password}, d.options())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	c := saved(t, s, 1)[0]
	s.Settle()
	start := d.length()
	steps := []attachStep{{start, nil}}
	note := func(next *data.Case, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		c = next
		contents, err := readAll(s, c)
		if err != nil {
			t.Fatal(err)
		}
		steps = append(steps, attachStep{d.length(), contents})
	}
	note(attach(s, c, scan(1, 2*seal.ChunkSize+5)))
	note(attach(s, c, scan(2, 900)))
	note(attach(s, c, scan(1, 2*seal.ChunkSize+5)))
	note(detach(s, c))
	note(detach(s, c))
	note(attach(s, c, scan(3, seal.ChunkSize)))
	note(detach(s, c))
	s.Settle()
	dir := t.TempDir()
	for n := start; n <= d.length(); n++ {
		for seed := range uint64(tears + 1) {
			disk := d.play(n, rand.New(rand.NewPCG(uint64(n), seed)))
			disk.put(t, dir)
			if err := checkAttachmentsCut(filepath.Join(dir, "record"), c.ID, steps, n); err != nil {
				t.Fatalf("cut after op %d of %d, seed %d: %v", n, d.length(), seed, err)
			}
		}
	}
}

func checkAttachmentsCut(path string, id data.CaseID, steps []attachStep, n int) error {
	s, err := openWith(path, []step{{password: password}})
	if err != nil {
		return err
	}
	defer s.Close()
	c, err := s.Case(id)
	if err != nil {
		return err
	}
	got, err := readAll(s, c)
	if err := errors.Join(err, s.Verify(), checkFolder(s)); err != nil {
		return err
	}
	last := 0
	for i, st := range steps {
		if st.acked <= n {
			last = i
		}
	}
	same := func(a, b [][]byte) bool { return slices.EqualFunc(a, b, bytes.Equal) }
	if same(got, steps[last].contents) || last+1 < len(steps) && same(got, steps[last+1].contents) {
		return nil
	}
	return fmt.Errorf("%d attachments, none of what was there after act %d or the next", len(got), last)
}

// The n-th op of attaching or of taking out fails, for each n until there are no more: it is
// told or does no harm, nothing lies about, and the next try succeeds.
func TestFail_Attachments(t *testing.T) {
	t.Parallel()
	whole, id := attachedRecord(t)
	acts := map[string]func(s *Store, c *data.Case) (*data.Case, error){
		"attach": func(s *Store, c *data.Case) (*data.Case, error) { return attach(s, c, scan(7, 2*seal.ChunkSize+5)) },
		"detach": detach,
	}
	for _, with := range []error{syscall.EIO, syscall.ENOSPC} {
		for name, act := range acts {
			told := 0
			for n := 1; ; n++ {
				refused, failed, err := failAttachment(t, whole, id, act, failure{n, with})
				if err != nil {
					t.Fatalf("%s, op %d fails with %v (%v): %v", name, n, with, refused, err)
				}
				if refused != nil {
					told++
				}
				if !failed {
					break
				}
			}
			if told == 0 {
				t.Errorf("%s: no failure was told", name)
			}
		}
	}
}

type failure struct {
	n    int
	with error
}

// attachedRecord returns the folder of a closed record whose case has one attachment.
func attachedRecord(t *testing.T) (dir string, id data.CaseID) {
	t.Helper()
	s := newTestStore(t)
	c := must(attach(s, saved(t, s, 1)[0], scan(1, seal.ChunkSize+5)))(t)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return filepath.Dir(s.path), c.ID
}

func failAttachment(t *testing.T, whole string, id data.CaseID, act func(*Store, *data.Case) (*data.Case, error), f failure) (refused error, failed bool, err error) {
	dir := filepath.Join(t.TempDir(), "copy")
	if err := os.CopyFS(dir, os.DirFS(whole)); err != nil {
		t.Fatal(err)
	}
	d := newTape()
	d.failWith = f.with
	s := openTaped(t, d, filepath.Join(dir, "record"))
	before := must(s.Case(id))(t)
	d.arm(f.n)
	_, refused = act(s, before)
	s.Settle()
	failed = d.failed()
	d.arm(0)
	now := must(s.Case(id))(t)
	if _, err := readAll(s, now); err != nil {
		return refused, failed, err
	}
	if refused != nil {
		if len(data.Diff(before, now)) > 0 {
			return refused, failed, errors.New("refused, but the case changed")
		}
		if now, err = act(s, now); err != nil {
			return refused, failed, fmt.Errorf("the next try: %w", err)
		}
	}
	if err := s.Close(); err != nil {
		return refused, failed, err
	}
	o, err := openWith(s.path, []step{{password: password}})
	if err != nil {
		return refused, failed, err
	}
	defer o.Close()
	if len(data.Diff(now, must(o.Case(id))(t))) > 0 {
		return refused, failed, errors.New("after opening anew the case is another")
	}
	_, err = readAll(o, now)
	return refused, failed, errors.Join(err, checkFolder(o))
}

// The power may go at any op of an erasure: the case is there with all its attachments, or
// on the list, and then the start ends it and none is left.
func TestErase_AttachmentsCutAnywhere(t *testing.T) {
	t.Parallel()
	d := newTape()
	path := filepath.Join(t.TempDir(), "record")
	s, _, err := Create(path, NewRecord{testCommittee(), head, password}, d.options())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	c := must(attach(s, saved(t, s, 2)[0], scan(1, 900)))(t)
	c = must(attach(s, c, scan(2, seal.ChunkSize+1)))(t)
	listFor(t, s, 740000, c.ID)
	s.Settle()
	start := d.length()
	if err := s.Erase([]data.CaseID{c.ID}); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for n := start; n <= d.length(); n++ {
		for seed := range uint64(tears) {
			disk := d.play(n, rand.New(rand.NewPCG(uint64(n), seed)))
			disk.put(t, dir)
			o, err := openWith(filepath.Join(dir, "record"), []step{{password: password}})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := o.EraseListed(); err != nil {
				t.Fatalf("cut after op %d: the start: %v", n, err)
			}
			if _, err := o.Case(c.ID); !errors.Is(err, data.ErrDestroyed) || len(inFolder(t, o.path)) != 0 {
				t.Fatalf("cut after op %d: %v, left %v", n, err, inFolder(t, o.path))
			}
			if err := errors.Join(o.Verify(), o.Close()); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// Whatever happens to the bytes of a file, it is read as it was or it is damage, and the
// record goes on.
func TestReadFile_Damaged(t *testing.T) {
	s := newTestStore(t)
	c := must(attach(s, saved(t, s, 1)[0], scan(1, 3*seal.ChunkSize+100)))(t)
	path, a := only(t, s), c.Attachments[0]
	whole := must(os.ReadFile(path))(t)
	part := func(n int) []byte {
		at := len(fileHead) + n*(seal.ChunkSize+seal.Overhead)
		return whole[at:min(len(whole), at+seal.ChunkSize+seal.Overhead)]
	}
	c = must(attach(s, c, scan(2, 3*seal.ChunkSize+100)))(t)
	other := ""
	for _, name := range inFolder(t, s.path) {
		if p := filepath.Join(AttachmentsPath(s.path), name); p != path {
			other = p
		}
	}
	later := slices.Concat(seal.FileHead(seal.FileVersion+1), whole[len(fileHead):])
	for name, tt := range map[string]struct {
		b    []byte
		want error
	}{
		"nothing":            {nil, data.ErrDamaged},
		"the head alone":     {fileHead, data.ErrDamaged},
		"half a head":        {fileHead[:5], data.ErrDamaged},
		"cut between parts":  {whole[:len(fileHead)+2*(seal.ChunkSize+seal.Overhead)], data.ErrDamaged},
		"without its last":   {whole[:len(whole)-len(part(3))], data.ErrDamaged},
		"cut by a byte":      {whole[:len(whole)-1], data.ErrDamaged},
		"a byte more":        {append(slices.Clone(whole), 0), data.ErrDamaged},
		"a part more":        {append(slices.Clone(whole), part(0)...), data.ErrDamaged},
		"parts changed over": {slices.Concat(fileHead, part(1), part(0), part(2), part(3)), data.ErrDamaged},
		"a part twice":       {slices.Concat(fileHead, part(0), part(0), part(2), part(3)), data.ErrDamaged},
		"the last in front":  {slices.Concat(fileHead, part(3), part(0), part(1), part(2)), data.ErrDamaged},
		"another's content":  {must(os.ReadFile(other))(t), data.ErrDamaged},
		"a later version":    {later, data.ErrNewer},
		"a version's bit":    {slices.Concat(whole[:12], []byte{3}, whole[13:]), data.ErrDamaged},
		"whole":              {whole, nil},
	} {
		writeFile(t, path, tt.b)
		got, err := s.ReadFile(c.ID, a)
		if !errors.Is(err, tt.want) || tt.want != nil && got != nil || tt.want == nil && !bytes.Equal(got, scan(1, 3*seal.ChunkSize+100)) {
			t.Errorf("%s: %d bytes, %v", name, len(got), err)
		}
		if size := len(tt.b) != len(whole); size != (s.FileState(c.ID, a) == FileLost) {
			t.Errorf("%s: state %s", name, s.FileState(c.ID, a))
		}
	}
	r := rand.New(rand.NewPCG(3, 3))
	for range 300 {
		b := damage(r, whole)
		writeFile(t, path, b)
		got, err := s.ReadFile(c.ID, a)
		if (err == nil) != bytes.Equal(b, whole) || err != nil && (got != nil || !errors.Is(err, data.ErrDamaged) && !errors.Is(err, data.ErrNewer)) {
			t.Fatalf("%d bytes read, %v", len(got), err)
		}
	}
	if err := s.Verify(); err != nil {
		t.Error(err)
	}
	// Attached again, it is whole, and what was damaged lies beside it.
	again := must(attach(s, c, scan(1, 3*seal.ChunkSize+100)))(t)
	if _, err := readAll(s, again); err != nil {
		t.Error(err)
	}
	if names := strings.Join(inFolder(t, s.path), " "); !strings.Contains(names, ".damaged-") {
		t.Errorf("in the folder: %s", names)
	}
}

// A file's bytes may be anything: they are the content or they are damage, and never more
// than was asked for.
func FuzzSealedFile(f *testing.F) {
	s := newTestStore(f)
	c := saved(f, s, 1)[0]
	content := scan(1, seal.ChunkSize+40)
	secret, err := s.keyToFill(c.ID)
	if err != nil {
		f.Fatal(err)
	}
	x, _ := s.sealedFile(c.ID, data.HashOf(content), len(content))
	path := filepath.Join(f.TempDir(), "x")
	to, err := s.opt.files.Open(path, os.O_RDWR|os.O_CREATE)
	if err != nil {
		f.Fatal(err)
	}
	if err := errors.Join(x.write(to, secret, content), to.Close()); err != nil {
		f.Fatal(err)
	}
	whole := must(os.ReadFile(path))(f)
	f.Add(uint32(0), []byte{0})
	f.Add(uint32(len(fileHead)), whole[len(fileHead):len(fileHead)+50])
	f.Add(uint32(len(whole)-3), []byte{1, 2, 3, 4, 5})
	f.Fuzz(func(t *testing.T, at uint32, b []byte) {
		for _, bytesOf := range [][]byte{b, slices.Concat(whole[:int(at)%len(whole)], b), slices.Concat(fileHead, b)} {
			got, err := x.read(bytes.NewReader(bytesOf), secret)
			switch {
			case err == nil && (!bytes.Equal(got, content) || !bytes.Equal(bytesOf, whole)):
				t.Fatalf("%d bytes read from %d", len(got), len(bytesOf))
			case err != nil && (got != nil || !errors.Is(err, data.ErrDamaged) && !errors.Is(err, data.ErrNewer)):
				t.Fatalf("%d bytes, %v", len(got), err)
			}
		}
	})
}
