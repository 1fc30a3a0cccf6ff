package engine

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"testing"

	"woshou/data"
	"woshou/data/store"
	"woshou/sync/wire"
)

// part is an asked part of rows that ends with a case.
func part(end byte, last bool) *wire.PlaceMarks {
	return &wire.PlaceMarks{Last: last, Marks: []data.RowMark{{Case: data.CaseID{end}}}}
}

func TestComparison_Took(t *testing.T) {
	same, apart := checks{data.Hash{1}, data.Hash{1}}, checks{data.Hash{1}, data.Hash{2}}
	asking := comparison{at: apart, asking: true}
	over := comparison{at: apart, over: true, whole: true, after: data.CaseID{9}}
	said := []data.RowDifference{{Case: data.CaseID{3}, Here: true}}
	found := []data.RowDifference{{Case: data.CaseID{3}, There: true}}
	for name, c := range map[string]struct {
		was, want comparison
		now       checks
		asked     *wire.PlaceMarks
		said      []data.RowDifference
	}{
		"the same on both sides":          {now: same, want: comparison{at: same, over: true}},
		"a township without a check":      {now: checks{own: data.Hash{1}}, want: comparison{at: checks{own: data.Hash{1}}, over: true}},
		"a difference":                    {now: apart, want: asking},
		"a difference, the next round":    {was: comparison{at: apart}, now: apart, want: asking},
		"a part":                          {was: asking, now: apart, asked: part(7, false), said: said, want: comparison{at: apart, asking: true, after: data.CaseID{7}, found: found}},
		"the last part":                   {was: asking, now: apart, asked: part(9, true), said: said, want: comparison{at: apart, after: data.CaseID{9}, found: found, over: true, whole: true}},
		"nothing is asked twice":          {was: over, now: apart, want: over},
		"another difference":              {was: over, now: checks{data.Hash{3}, data.Hash{2}}, want: comparison{at: checks{data.Hash{3}, data.Hash{2}}, asking: true}},
		"no difference any more":          {was: over, now: same, want: comparison{at: same, over: true}},
		"what was asked of another state": {was: asking, now: checks{data.Hash{3}, data.Hash{2}}, asked: part(7, true), said: said, want: comparison{at: checks{data.Hash{3}, data.Hash{2}}, asking: true}},
	} {
		before := c.was
		got := c.was.took(c.now, c.asked, c.said)
		if len(got.found)+len(c.want.found) == 0 {
			got.found, c.want.found = nil, nil
		}
		if !reflect.DeepEqual(got, c.want) || !reflect.DeepEqual(c.was, before) {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

// Where everything differs, enough is known soon.
func TestComparison_EndsWithEnough(t *testing.T) {
	at := checks{data.Hash{1}, data.Hash{2}}
	for n, want := range map[int]comparison{
		keptDiffers:     {at: at, over: true, whole: true},
		keptDiffers + 1: {at: at, over: true},
	} {
		c := comparison{at: at, asking: true}.took(at, part(7, true), make([]data.RowDifference, n))
		if len(c.found) != keptDiffers || c.over != want.over || c.whole != want.whole || c.asking {
			t.Errorf("%d in the last part: %d kept, %+v", n, len(c.found), c)
		}
		if c = (comparison{at: at, asking: true}).took(at, part(7, false), make([]data.RowDifference, n)); !c.over || c.whole {
			t.Errorf("%d, and a part is left: over %v, whole %v", n, c.over, c.whole)
		}
	}
}

// changed gives the township another row of a case.
func (w *town) changed(id data.CaseID) {
	f, _ := data.DecodeFact(w.rows[id])
	f.People++
	w.rows[id] = f.Encode()
}

func byCase(a, b data.RowDifference) int { return bytes.Compare(a.Case[:], b.Case[:]) }

// wantDiffers checks what the status says of the cases that differ.
func wantDiffers(t *testing.T, e *Engine, unlisted bool, want ...data.RowDifference) {
	t.Helper()
	slices.SortFunc(want, byCase)
	if s := e.Status(); !slices.Equal(s.Differs, want) || s.Unlisted != unlisted || s.Problem != CodeTotals {
		t.Errorf("%d differ, unlisted %v, %s; want %d", len(s.Differs), s.Unlisted, brief(s), len(want))
	}
}

func TestSyncNow_FindsTheCasesThatDiffer(t *testing.T) {
	w, st := newTown(), openStore(t)
	w.enrol(t, st)
	e := New(st, w, Options{})
	lost, other := addCase(t, st, 10), addCase(t, st, 10)
	addCase(t, st, 10)
	mustSync(t, e)
	if wantSame(t, e, 3); len(w.asked) > 0 {
		t.Fatal("marks were sent though nothing differs")
	}
	delete(w.rows, lost)
	w.changed(other)
	strange := data.Fact{Case: data.NewCaseID(), Status: data.Accepted, Type: "marriage", Received: 20000}
	w.rows[strange.Case] = strange.Encode()
	differ := []data.RowDifference{{Case: lost, Here: true}, {Case: other, Here: true, There: true}, {Case: strange.Case, There: true}}
	calls := w.calls
	mustSync(t, e)
	wantDiffers(t, e, false, differ...)
	if len(w.asked) != 1 || w.calls != calls+2 {
		t.Errorf("%d parts in %d exchanges, want one behind a plain one", len(w.asked), w.calls-calls)
	}
	for range 3 {
		mustSync(t, e)
	}
	wantDiffers(t, e, false, differ...)
	if len(w.asked) != 1 || w.calls != calls+5 {
		t.Errorf("asked %d times about one pair of checks", len(w.asked))
	}
	addCase(t, st, 10)
	if s := e.Status(); s.Differs != nil {
		t.Error("cases are named while something waits")
	}
	mustSync(t, e)
	wantDiffers(t, e, false, differ...)
	if len(w.asked) != 2 {
		t.Errorf("asked %d times about two pairs of checks", len(w.asked))
	}
	w.rows = map[data.CaseID][]byte{}
	for _, m := range st.RowMarks() {
		w.rows[m.Case] = rowOf(t, st, m.Case)
	}
	mustSync(t, e)
	if wantSame(t, e, 4); e.Status().Differs != nil || len(w.asked) != 2 {
		t.Error("what differed is still shown, or asked about")
	}
}

func rowOf(t *testing.T, st *store.Store, id data.CaseID) []byte {
	t.Helper()
	for _, row := range st.FactRows() {
		if f, err := data.DecodeFact(row); err == nil && f.Case == id {
			return row
		}
	}
	t.Fatal("no row")
	return nil
}

// A township that does not know the question is asked once; the totals are shown as before.
func TestSyncNow_AnOldTownshipNamesNoCases(t *testing.T) {
	w, st := newTown(), openStore(t)
	w.enrol(t, st)
	id := addCase(t, st, 10)
	e := New(st, w, Options{})
	mustSync(t, e)
	w.old = true
	w.changed(id)
	for range 3 {
		mustSync(t, e)
		wantDiffers(t, e, false)
	}
	if len(w.asked) != 1 {
		t.Errorf("asked %d times", len(w.asked))
	}
}

// many saves so many cases at once and exchanges them.
func many(t *testing.T, w *town, n int) (*store.Store, *Engine) {
	t.Helper()
	st := openStore(t)
	w.enrol(t, st)
	var all []*data.Case
	for range n {
		all = append(all, &data.Case{ID: data.NewCaseID(), Status: data.Accepted, Type: "marriage", ReceivedOn: 20000, AcceptedOn: 20001})
	}
	if err := st.SaveCases("import", all); err != nil {
		t.Fatal(err)
	}
	w.answer = func(r *wire.Response) { r.Room = wire.MaxPush }
	e := New(st, w, Options{})
	mustSync(t, e)
	wantSame(t, e, n)
	return st, e
}

// sorted returns the record's cases in the order in which they are compared.
func sorted(st *store.Store) []data.CaseID {
	var ids []data.CaseID
	for _, m := range wire.PartOf(st.RowMarks(), data.CaseID{}, 1<<20).Marks {
		ids = append(ids, m.Case)
	}
	return ids
}

// More rows than go into one message are compared in parts, as large as the line carries.
func TestSyncNow_ComparesInParts(t *testing.T) {
	const n = wire.MaxMarks + 500
	w := newTown()
	st, e := many(t, w, n)
	ids := sorted(st)
	var differ []data.RowDifference
	for _, i := range []int{0, n / 2, n - 1} {
		w.changed(ids[i])
		differ = append(differ, data.RowDifference{Case: ids[i], Here: true, There: true})
	}
	mustSync(t, e)
	wantDiffers(t, e, false, differ...)
	rows, first := 0, len(w.asked[0].Marks)
	for i, m := range w.asked {
		rows += len(m.Marks)
		if m.Last != (i == len(w.asked)-1) || i > 0 && m.After != w.asked[i-1].End() {
			t.Errorf("part %d of %d: behind %s, last %v", i, len(w.asked), m.After, m.Last)
		}
	}
	if rows != n || len(w.asked) < 2 || first > wire.MaxMarks {
		t.Errorf("%d parts have %d marks, the first %d", len(w.asked), rows, first)
	}
}

// What a cut line leaves of a comparison goes on where it ended, behind a plain exchange, with
// smaller parts.
func TestSyncNow_GoesOnWithAComparison(t *testing.T) {
	w := newTown()
	st, e := many(t, w, 600)
	ids := sorted(st)
	w.changed(ids[0])
	w.changed(ids[599])
	cut := &Unreachable{Reason: "cut", Err: errors.New("cut")}
	e.state.piece = 400 * wire.MarkSize
	w.request = func(r *wire.Request) error {
		if r.Marks != nil && r.Marks.Last {
			return cut
		}
		return nil
	}
	for range 2 {
		if _, err := e.SyncNow(t.Context()); !errors.Is(err, cut) {
			t.Fatal(err)
		}
	}
	if s := e.Status(); len(s.Differs) != 1 || !s.Unlisted {
		t.Errorf("in the middle %d differ, unlisted %v", len(s.Differs), s.Unlisted)
	}
	w.request = nil
	mustSync(t, e)
	wantDiffers(t, e, false, data.RowDifference{Case: ids[0], Here: true, There: true}, data.RowDifference{Case: ids[599], Here: true, There: true})
	rows := 0
	for _, m := range w.asked {
		rows += len(m.Marks)
	}
	if rows != 600 {
		t.Errorf("%d marks arrived for 600 rows", rows)
	}
}

// A record of which the township counts nothing shows enough, and asks for no more.
func TestSyncNow_NamesTheFirstWhereAllDiffers(t *testing.T) {
	w := newTown()
	_, e := many(t, w, 2000)
	w.rows = map[data.CaseID][]byte{}
	mustSync(t, e)
	if s := e.Status(); len(s.Differs) != keptDiffers || !s.Unlisted || len(w.asked) != 1 {
		t.Errorf("%d differ, unlisted %v, %d parts", len(s.Differs), s.Unlisted, len(w.asked))
	}
}
