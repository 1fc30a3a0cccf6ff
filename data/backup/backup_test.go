package backup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"woshou/data"
	"woshou/data/store"
)

const password = "东篱村-2026"

// rig is an open record with a keeper, and a clock that a test sets.
type rig struct {
	t    *testing.T
	dir  string
	now  time.Time
	st   *store.Store
	keep *Keeper
}

func newRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{t: t, dir: t.TempDir(), now: at("2026-07-10 17:00")}
	head := data.ElementID("head000000000001")
	c := &data.Committee{
		Name: "东篱村人民调解委员会", Area: "339921101201",
		Mediators: []data.Mediator{{ID: head, Name: "郦小红", Head: true}},
	}
	st, _, err := store.Create(r.path(), store.NewRecord{Committee: c, Author: head, Password: password}, r.options())
	if err != nil {
		t.Fatal(err)
	}
	r.st = st
	r.keep = r.keeper(nil)
	t.Cleanup(func() { _ = r.st.Close() })
	return r
}

func (r *rig) path() string { return filepath.Join(r.dir, "record.db") }

func (r *rig) options() store.Options {
	return store.Options{
		Now: func() time.Time { return r.now }, LockTimeout: 20 * time.Millisecond,
		Argon2: store.Argon2Params{Memory: 64, Time: 1, Lanes: 1},
	}
}

func (r *rig) keeper(f files) *Keeper {
	return New(r.path(), Options{Now: func() time.Time { return r.now }, Store: r.options(), files: f})
}

// save stores a new case at a place.
func (r *rig) save(place string) data.CaseID {
	r.t.Helper()
	before := &data.Case{ID: data.NewCaseID()}
	after := before.Clone()
	after.Status, after.Place, after.ReceivedOn = data.Applied, place, data.DayOf(r.now)
	after.Type, after.Source = "04", data.Application
	if _, err := r.st.SaveCase("intake", before, after); err != nil {
		r.t.Fatal(err)
	}
	return before.ID
}

func (r *rig) open(path string) *store.Store {
	r.t.Helper()
	st, err := r.keeper(nil).WithPassword(password)(path)
	if err != nil {
		r.t.Fatal(err)
	}
	return st
}

// places are where the cases of a record happened, sorted.
func places(st *store.Store) []string {
	var out []string
	st.Cases(func(c *data.Case) bool { out = append(out, c.Place); return true })
	slices.Sort(out)
	return out
}

func quiet(Progress) {}

func always() bool { return true }
func never() bool  { return false }

// list names the files below a folder, without the record's own.
func (r *rig) list(dir string) []string {
	r.t.Helper()
	var out []string
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		r.t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), "record.db") || e.Name() == "record.db.restore" {
			out = append(out, e.Name())
		}
	}
	return out
}

func TestMake(t *testing.T) {
	r := newRig(t)
	r.save("一号")
	stick := t.TempDir()
	var steps []Step
	n, err := r.keep.Make(context.Background(), r.st, stick, func(p Progress) {
		if len(steps) == 0 || steps[len(steps)-1] != p.Step {
			steps = append(steps, p.Step)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if n.Name != "握手言和备份-2026-07-10-170000.db" || n.Sum.Cases != 1 || n.Path() != filepath.Join(stick, n.Name) {
		t.Errorf("note %+v", n)
	}
	if want := []Step{StepCollect, StepCopy, StepCompare}; !slices.Equal(steps, want) {
		t.Errorf("steps %v", steps)
	}
	if got := r.list(stick); !slices.Equal(got, []string{n.Name}) {
		t.Errorf("on the stick: %v", got)
	}
	if got := r.list(r.dir); !slices.Equal(got, []string{"backups.json"}) {
		t.Errorf("beside the record: %v", got)
	}
	if _, err := r.keep.Make(context.Background(), r.st, stick, quiet); !errors.Is(err, fs.ErrExist) {
		t.Errorf("in the same second: %v", err)
	}
	st := r.open(n.Path())
	if got := places(st); !slices.Equal(got, []string{"一号"}) {
		t.Errorf("the backup holds %v", got)
	}
	_ = st.Close()
}

func TestMake_LeavesNothingBehind(t *testing.T) {
	r := newRig(t)
	stick := t.TempDir()
	if _, err := r.keep.Make(context.Background(), r.st, filepath.Join(stick, "none"), quiet); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no folder: %v", err)
	}
	if s := r.keep.Status(always); s.Problem != ProblemFolder || !s.Since.Equal(r.now) {
		t.Errorf("status %+v", s)
	}
	for _, at := range []Step{StepCollect, StepCopy, StepCompare} {
		ctx, cancel := context.WithCancel(context.Background())
		_, err := r.keep.Make(ctx, r.st, stick, func(p Progress) {
			if p.Step == at {
				cancel()
			}
		})
		if !errors.Is(err, context.Canceled) || len(r.list(stick)) != 0 {
			t.Errorf("cancelled at %s: %v, left %v", at, err, r.list(stick))
		}
	}
	if got := r.list(r.dir); !slices.Equal(got, []string{"backups.json"}) {
		t.Errorf("beside the record: %v", got)
	}
}

func TestDaily_OnceADay(t *testing.T) {
	r := newRig(t)
	made := func(closing bool) bool {
		t.Helper()
		ok, err := r.keep.Daily(context.Background(), r.st, closing)
		if err != nil {
			t.Fatal(err)
		}
		r.now = r.now.Add(time.Minute)
		return ok
	}
	if !made(false) {
		t.Error("no first backup")
	}
	if made(false) || made(true) {
		t.Error("a backup of nothing new")
	}
	r.save("一号")
	if made(false) {
		t.Error("a second of the day while work goes on")
	}
	if !made(true) {
		t.Error("none at the end of the day")
	}
	folder := r.keep.Folder()
	if got := r.list(folder); len(got) != 1 {
		t.Errorf("of one day stay %v", got)
	}
	r.now = r.now.AddDate(0, 0, 1)
	if made(false) || made(true) {
		t.Error("the next day, of nothing new")
	}
	r.save("二号")
	if !made(false) || len(r.list(folder)) != 2 {
		t.Errorf("the next day: %v", r.list(folder))
	}
}

func TestThin_TouchesOnlyItsOwn(t *testing.T) {
	r := newRig(t)
	folder := t.TempDir()
	if err := r.keep.SetFolder(folder); err != nil {
		t.Fatal(err)
	}
	others := []string{"握手言和备份-2020-01-01-080000.db", "照片.jpg", "握手言和备份-2026-07-01.db"}
	for _, name := range others {
		if err := os.WriteFile(filepath.Join(folder, name), []byte("not ours"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for range 30 {
		r.save("某处")
		if _, err := r.keep.Daily(context.Background(), r.st, true); err != nil {
			t.Fatal(err)
		}
		r.now = r.now.AddDate(0, 0, 1)
	}
	changed := r.keep.Notes()[5]
	if err := os.WriteFile(changed.Path(), []byte("somebody's own file now"), 0o600); err != nil {
		t.Fatal(err)
	}
	r.now = r.now.AddDate(0, 2, 0)
	if err := r.keep.Thin(); err != nil {
		t.Fatal(err)
	}
	left := r.list(folder)
	for _, name := range append(others, changed.Name) {
		if !slices.Contains(left, name) {
			t.Errorf("%s was removed", name)
		}
	}
	if n := len(left); n < 10 || n > 15 {
		t.Errorf("%d files stay: %v", n, left)
	}
	if newest, ok := r.keep.newest(); !ok || !newest.At.Equal(at("2026-07-10 17:00").AddDate(0, 0, 29)) {
		t.Errorf("the newest is %+v", newest)
	}
}

func TestTry(t *testing.T) {
	r := newRig(t)
	ctx := context.Background()
	if _, err := r.keep.Try(ctx, r.st, quiet); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("with nothing to try: %v", err)
	}
	if s := r.keep.Status(always); s.Problem != ProblemNever {
		t.Errorf("status %+v", s)
	}
	r.save("一号")
	n, err := r.keep.Make(ctx, r.st, t.TempDir(), quiet)
	if err != nil {
		t.Fatal(err)
	}
	r.save("二号")
	r.now = r.now.AddDate(0, 0, 1)
	d, err := r.keep.Try(ctx, r.st, quiet)
	if err != nil || !d.OK || d.Name != n.Name || d.Cases != 1 || !d.Made.Equal(n.At) || !d.At.Equal(r.now) {
		t.Errorf("%+v, %v", d, err)
	}
	if s := r.keep.Status(r.keep.Changed(r.st)); s.Problem != "" || !s.Drill.At.Equal(r.now) || s.Last.Name != n.Name {
		t.Errorf("status %+v", s)
	}
	r.now = r.now.AddDate(0, 0, oldAfter)
	if s := r.keep.Status(r.keep.Changed(r.st)); s.Problem != ProblemOld {
		t.Errorf("status %+v", s)
	}
	if s := r.keep.Status(never); s.Problem != "" {
		t.Errorf("an old backup of all there is: %+v", s)
	}
	if got := r.list(r.dir); !slices.Equal(got, []string{"backups.json"}) {
		t.Errorf("beside the record: %v", got)
	}
	if err := os.Remove(n.Path()); err != nil {
		t.Fatal(err)
	}
	if s := r.keep.Status(always); s.Problem != ProblemMissing {
		t.Errorf("status %+v", s)
	}
}

// A backup whose bytes changed fails the trial, is no newest good one any more, and is
// never the reason to remove the last that is.
func TestTry_Damaged(t *testing.T) {
	r := newRig(t)
	ctx, folder := context.Background(), t.TempDir()
	good, err := r.keep.Make(ctx, r.st, folder, quiet)
	if err != nil {
		t.Fatal(err)
	}
	r.now = r.now.Add(time.Hour)
	r.save("一号")
	bad, err := r.keep.Make(ctx, r.st, folder, quiet)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(bad.Path())
	if err != nil {
		t.Fatal(err)
	}
	for i := 4096; i < len(raw); i += 97 {
		raw[i] ^= 1
	}
	if err := os.WriteFile(bad.Path(), raw, 0o600); err != nil {
		t.Fatal(err)
	}
	if d, err := r.keep.Try(ctx, r.st, quiet); !errors.Is(err, data.ErrDamaged) || d.OK {
		t.Errorf("%+v, %v", d, err)
	}
	if s := r.keep.Status(always); s.Problem != ProblemDamaged || s.Last.Name != good.Name {
		t.Errorf("status %+v", s)
	}
	if err := r.keep.Thin(); err != nil || !r.keep.Present(good) {
		t.Errorf("the good one is gone, %v", err)
	}
	if d, err := r.keep.Try(ctx, r.st, quiet); err != nil || d.Name != good.Name {
		t.Errorf("the next trial: %+v, %v", d, err)
	}
}

func TestBook_CanBeLost(t *testing.T) {
	r := newRig(t)
	for _, text := range []string{"", "{", "null", `{"notes":7}`, strings.Repeat("x", 4096)} {
		if err := os.WriteFile(filepath.Join(r.dir, "backups.json"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := r.keep.Notes(); len(got) != 0 {
			t.Errorf("%q: notes %v", text, got)
		}
		if _, err := r.keep.Daily(context.Background(), r.st, false); err != nil {
			t.Errorf("%q: %v", text, err)
		}
		r.now = r.now.Add(time.Minute)
	}
}

func TestProblemOf(t *testing.T) {
	for err, want := range map[error]Problem{
		store.ErrFull: ProblemFull, store.ErrReadOnly: ProblemBlocked, fs.ErrNotExist: ProblemFolder,
		data.ErrDamaged: ProblemDamaged, fs.ErrExist: ProblemFailed,
	} {
		if got := problemOf(fmt.Errorf("backup: %w", err)); got != want {
			t.Errorf("%v is %s", err, got)
		}
	}
}

// Cut off at any step, a backup is there whole and noted, or nothing has its name.
func TestMake_CutAnywhere(t *testing.T) {
	for n := 0; ; n++ {
		r, stick := newRig(t), t.TempDir()
		r.save("一号")
		_, err := r.keeper(&cutDisk{left: n}).Make(context.Background(), r.st, stick, quiet)
		for _, name := range r.list(stick) {
			if !ours(name) {
				continue // a part of one, under another name
			}
			st := r.open(filepath.Join(stick, name))
			if got := places(st); !slices.Equal(got, []string{"一号"}) {
				t.Errorf("cut at %d: the backup holds %v", n, got)
			}
			_ = st.Close()
		}
		r.now = r.now.Add(time.Minute)
		if _, again := r.keep.Make(context.Background(), r.st, stick, quiet); again != nil {
			t.Errorf("cut at %d, the next: %v", n, again)
		}
		if d, tried := r.keep.Try(context.Background(), r.st, quiet); tried != nil || !d.OK {
			t.Errorf("cut at %d, the trial: %v", n, tried)
		}
		if err == nil {
			return
		}
		if !errors.Is(err, errCut) {
			t.Fatalf("cut at %d: %v", n, err)
		}
	}
}
