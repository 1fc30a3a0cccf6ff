package store

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"woshou/data"
)

// childVar names the file that a child process of the tests works on.
const childVar = "STORE_TEST_RECORD"

// A program that is ended at any moment has on disk whatever it said was saved.
func TestSave_Killed(t *testing.T) {
	t.Parallel()
	s := newTestStore(t)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 1))
	acknowledged := map[string]string{}
	for range 5 {
		child := exec.Command(os.Args[0], "-test.run=^TestChild_SaveForEver$")
		child.Env = append(os.Environ(), childVar+"="+s.path)
		out, err := child.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for n := r.IntN(30) + 1; lines.Scan(); {
			id, hash, ok := strings.Cut(lines.Text(), " saved ")
			if !ok {
				continue
			}
			acknowledged[id] = hash
			if n--; n == 0 {
				_ = child.Process.Kill() // more lines may still be in the pipe
			}
		}
		if err := child.Wait(); err == nil {
			t.Fatal("the child ended by itself")
		}
		checkAcknowledged(t, s.path, acknowledged)
	}
	if len(acknowledged) < 5 {
		t.Fatalf("only %d saves", len(acknowledged))
	}
}

func checkAcknowledged(t *testing.T, path string, acknowledged map[string]string) {
	t.Helper()
	s := open(t, path)
	defer s.Close()
	for id, summary := range acknowledged {
		caseID, err := data.ParseCaseID(id)
		if err != nil {
			t.Fatal(err)
		}
		if c, err := s.Case(caseID); err != nil || c.Place != summary {
			t.Fatalf("case %s was acknowledged with %q: %+v, %v", id, summary, c, err)
		}
	}
	if err := s.Verify(); err != nil {
		t.Fatal(err)
	}
}

// TestChild_SaveForEver is the program that TestSave_Killed ends.
func TestChild_SaveForEver(t *testing.T) {
	path := os.Getenv(childVar)
	if path == "" {
		t.Skip("run by TestSave_Killed")
	}
	s := open(t, path)
	r := rand.New(rand.NewPCG(uint64(os.Getpid()), 1))
	for {
		c := sampleCase(r, 1)
		c.Place = fmt.Sprint(r.Uint64())
		intake(t, s, c)
		fmt.Printf("%s saved %s\n", c.ID, c.Place)
	}
}

func sameCases(t *testing.T, s *Store, want map[data.CaseID]*data.Case) {
	t.Helper()
	if got := len(s.Rows()); got != len(want) {
		t.Errorf("%d rows of %d acknowledged", got, len(want))
	}
	for id, c := range want {
		if diff := cmp.Diff(c, must(s.Case(id))(t)); diff != "" {
			t.Errorf("case %s: %s", id, diff)
		}
	}
}

// A disk that turns read-only: each save says so, and what is there can still be read.
func TestSave_ReadOnly(t *testing.T) {
	path, want := usedRecord(t, 10, 10)
	opt := testOptions()
	opt.openFile = func(name string, _ int, mode os.FileMode) (*os.File, error) {
		return os.OpenFile(name, os.O_RDONLY, mode)
	}
	l, err := Open(path, opt)
	if err != nil {
		t.Fatal(err)
	}
	s, err := l.Unlock(password)
	if err != nil {
		t.Fatal(err)
	}
	next := must(s.Case(want.Rows[0].ID))(t)
	before := next.Clone()
	next.Claimed++
	for range 3 {
		if _, err := s.SaveCase("x", before, next); !errors.Is(err, ErrReadOnly) {
			t.Errorf("saved on a disk that cannot be written: %v", err)
		}
	}
	if diff := cmp.Diff(want, mustContents(t, s), rowOf); diff != "" {
		t.Error(diff)
	}
	_ = s.Close()
	if diff := cmp.Diff(want, mustContents(t, open(t, path)), rowOf); diff != "" {
		t.Error(diff)
	}
}

func TestOpen_ReadOnly(t *testing.T) {
	path, _ := usedRecord(t, 1, 0)
	for _, errno := range []syscall.Errno{syscall.EROFS, syscall.EACCES} {
		opt := testOptions()
		opt.openFile = func(name string, _ int, _ os.FileMode) (*os.File, error) {
			return nil, &fs.PathError{Op: "open", Path: name, Err: errno}
		}
		if _, err := Open(path, opt); !errors.Is(err, ErrReadOnly) {
			t.Errorf("%v: %v", errno, err)
		}
	}
}

// A file that is cut short while it is open is a processor fault in the memory map, not the
// program's end; its journal has everything.
func TestCase_CutWhileOpen(t *testing.T) {
	s := newTestStore(t)
	fill(t, s, 200)
	s.Settle()
	want := s.Rows()
	if err := os.Truncate(s.path, 2*pageSize); err != nil {
		t.Fatal(err)
	}
	wrong := 0
	for _, row := range want {
		if _, err := s.Case(row.ID); errors.Is(err, data.ErrDamaged) {
			wrong++
		} else if err != nil {
			t.Fatal(err)
		}
	}
	if wrong == 0 {
		t.Error("cases were read from a file that is not there")
	}
	id := want[0].ID
	if _, err := s.SaveCase("x", &data.Case{ID: id}, &data.Case{ID: id, Claimed: 1}); !errors.Is(err, data.ErrDamaged) {
		t.Errorf("saved: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	s = open(t, s.path)
	if diff := cmp.Diff(want, s.Rows(), rowOf); diff != "" {
		t.Error(diff)
	}
	if r := s.Repairs(); len(r) != 1 || r[0].Kind != FileRemade || r[0].On == 0 {
		t.Errorf("repairs %+v", r)
	}
	if err := s.Verify(); err != nil {
		t.Error(err)
	}
}

// No name that was typed is in any file the store writes, in any writing.
func TestFiles_NoNames(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "record")
	canary := data.Party{
		ID: "p1", Role: data.Applicant, Kind: data.Person, Name: "欧阳鎏曌", Phone: "13987654321", Address: "金丝雀巷一百零七号",
		IDNumber: "339921196803150014", Pinyin: "ouyangliuzhao",
	}
	committee := testCommittee()
	committee.Name = "鸂鶒村人民调解委员会"
	s, _, err := Create(path, NewRecord{committee, head, "密码是鸂鶒"}, testOptions())
	if err != nil {
		t.Fatal(err)
	}
	c := sampleCase(rand.New(rand.NewPCG(1, 1)), 1)
	c.Parties, c.Summary = []data.Party{canary}, "龘靐齉爩的争执 canary-summary"
	now := intake(t, s, c)
	for n := range 30 { // over many pages, new ones and freed ones
		next := now.Clone()
		next.Summary = fmt.Sprint("龘靐齉爩的争执 canary-summary ", n)
		now = save(t, s, now, next)
		intake(t, s, sampleCase(rand.New(rand.NewPCG(2, uint64(n))), n+2))
	}
	if err := s.SetLink(Link{Address: "https://canary.example", Village: "canary-village"}); err != nil {
		t.Fatal(err)
	}
	_, err = s.Backup(path + ".backup")
	if err := errors.Join(err, s.AddPassword("m2", "鸂鶒二"), s.Close()); err != nil {
		t.Fatal(err)
	}
	spoil(t, path, 3*pageSize) // and what repairs leave
	spoil(t, JournalPath(path+".backup"), framesAt+100)
	for _, damaged := range []string{path, path + ".backup"} {
		l, err := Open(damaged, testOptions())
		if err != nil {
			t.Fatal(err)
		}
		o, err := l.Unlock("密码是鸂鶒")
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(o.Compact(), o.Close()); err != nil {
			t.Fatal(err)
		}
	}
	if left := filesIn(t, dir); len(left) < 5 {
		t.Errorf("files %v", left)
	}
	planted := []string{
		canary.Name, canary.Phone, canary.Address, string(canary.IDNumber), canary.Pinyin, "鸂鶒", "龘靐齉爩",
		"ouyang", "liuzhao", "oylz", "canary", "东篱村", "郦小红", "叶建国", "yejianguo", "mediat", "summary", "summari", "applicant",
	}
	for _, name := range filesIn(t, dir) {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range planted {
			for writing, form := range writings(text) {
				if strings.Contains(string(b), form) {
					t.Errorf("%s holds %s in %s", name, text, writing)
				}
			}
		}
	}
	l, err := Open(path, testOptions())
	if err != nil {
		t.Fatal(err)
	}
	if s, err = l.Unlock("密码是鸂鶒"); err != nil { // and yet it is all there
		t.Fatal(err)
	}
	if _, total := s.Find(Query{Text: "oylz"}); total != 1 {
		t.Error("the canary is not found by its initials")
	}
	_ = s.Close()
}

// spoil writes noise over a file from a place on; it makes one that is not there.
func spoil(t *testing.T, path string, at int64) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.WriteAt([]byte(strings.Repeat("~", 3000)), at)
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
}

func writings(text string) map[string]string {
	var little, big []byte
	for _, u := range utf16.Encode([]rune(text)) {
		little = append(little, byte(u), byte(u>>8))
		big = append(big, byte(u>>8), byte(u))
	}
	return map[string]string{"UTF-8": text, "UTF-16LE": string(little), "UTF-16BE": string(big), "upper case": strings.ToUpper(text)}
}

// What errors say holds no value that a person typed.
func TestErrors_NoNames(t *testing.T) {
	s := newTestStore(t)
	c := sampleCase(rand.New(rand.NewPCG(1, 1)), 1)
	c.Parties[0].Name = "欧阳鎏曌"
	now := intake(t, s, c)
	huge := now.Clone()
	huge.Summary = "欧阳鎏曌" + noise(data.MaxEvent)
	_, large := s.SaveCase("x", now, huge)
	_ = s.Close()
	_, closed := s.SaveCase("x", now, &data.Case{ID: now.ID})
	_, read := s.History(now.ID)
	for _, err := range []error{large, closed, read} {
		if err == nil || strings.Contains(err.Error(), "欧") || len(err.Error()) > 200 {
			t.Errorf("error %v", err)
		}
	}
}

func TestExplain(t *testing.T) {
	for _, test := range []struct{ err, want error }{
		{nil, nil},
		{&fs.PathError{Op: "write", Err: syscall.ENOSPC}, ErrFull},
		{fmt.Errorf("file resize error: %s", syscall.ENOSPC), ErrFull},
		{fmt.Errorf("write: %w", syscall.EDQUOT), ErrFull},
		{&fs.PathError{Op: "open", Err: syscall.EROFS}, ErrReadOnly},
		{io.ErrUnexpectedEOF, io.ErrUnexpectedEOF},
	} {
		if got := explain(test.err); !errors.Is(got, test.want) || test.err != nil && !errors.Is(got, test.err) {
			t.Errorf("%v is explained as %v", test.err, got)
		}
	}
}
