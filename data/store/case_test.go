package store

import (
	"errors"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"woshou/data"
)

func TestSaveCase(t *testing.T) {
	s := newTestStore(t)
	c := sampleCase(rand.New(rand.NewPCG(1, 1)), 1)
	got := intake(t, s, c)
	if diff := cmp.Diff(c, got); diff != "" {
		t.Error(diff)
	}
	got.Summary = "the answer is the caller's own copy"
	stored, err := s.Case(c.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(c, stored); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(c, must(reopen(t, s).Case(c.ID))(t)); diff != "" {
		t.Error(diff)
	}
}

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestSaveCase_NoDifference(t *testing.T) {
	s := newTestStore(t)
	c := intake(t, s, sampleCase(rand.New(rand.NewPCG(1, 1)), 1))
	_, before, _ := s.Head()
	got := save(t, s, c, c.Clone())
	if _, after, _ := s.Head(); after != before {
		t.Errorf("nothing changed, but event %d was written", after)
	}
	if diff := cmp.Diff(c, got); diff != "" {
		t.Error(diff)
	}
	if err := s.SaveCommittee("settings", s.Committee()); err != nil {
		t.Fatal(err)
	}
	if _, after, _ := s.Head(); after != before {
		t.Errorf("nothing changed, but event %d was written", after)
	}
}

func TestSaveCase_Refused(t *testing.T) {
	s := newTestStore(t)
	a, b := data.NewCaseID(), data.NewCaseID()
	var invalid *data.Invalid
	for name, pair := range map[string][2]data.CaseID{"two cases": {a, b}, "the committee": {}} {
		_, err := s.SaveCase("x", &data.Case{ID: pair[0]}, &data.Case{ID: pair[1], Summary: "x"})
		if !errors.As(err, &invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := s.SaveCase("x", &data.Case{ID: a}, &data.Case{ID: a}); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("a new case without anything: %v", err)
	}
	if _, err := s.Case(a); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("a case that is not there: %v", err)
	}
	if _, err := s.History(a); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("a history that is not there: %v", err)
	}
	huge := &data.Case{ID: a, Summary: noise(data.MaxEvent)}
	if _, err := s.SaveCase("x", &data.Case{ID: a}, huge); !errors.As(err, &invalid) || invalid.Code != "event.large" {
		t.Errorf("an event too large: %v", err)
	}
	if rows := s.Rows(); len(rows) != 0 {
		t.Errorf("refused, but listed: %v", rows)
	}
	if err := s.Verify(); err != nil {
		t.Error(err)
	}
}

// noise returns text that cannot be packed.
func noise(size int) string {
	r := rand.New(rand.NewPCG(1, 1))
	out := make([]rune, size)
	for i := range out {
		out[i] = 0x4e00 + r.Int32N(20000)
	}
	return string(out)
}

// Two screens changed the same case: both values are kept.
func TestSaveCase_ChangedMeanwhile(t *testing.T) {
	s := newTestStore(t)
	base := intake(t, s, sampleCase(rand.New(rand.NewPCG(1, 1)), 1))
	one, two := base.Clone(), base.Clone()
	one.Place, one.Summary = "溪边", "一个说法"
	two.Summary, two.Claimed = "另一个说法", 4200
	save(t, s, base, one)
	got := save(t, s, base, two)
	if got.Place != "溪边" || got.Summary != "另一个说法" || got.Claimed != 4200 {
		t.Errorf("place %q, summary %q, claimed %d", got.Place, got.Summary, got.Claimed)
	}
	if len(got.Conflicts) != 1 || string(got.Conflicts[0].Other) != `"一个说法"` || got.Conflicts[0].Reason != data.TwoPeople {
		t.Errorf("conflicts %+v", got.Conflicts)
	}
	if row := s.Rows()[0]; row.Conflicts != 1 {
		t.Errorf("row shows %d conflicts", row.Conflicts)
	}
	settled := got.Clone()
	settled.Conflicts = nil
	if got = save(t, s, got, settled); len(got.Conflicts) != 0 {
		t.Errorf("not settled: %+v", got.Conflicts)
	}
	if err := reopen(t, s).Verify(); err != nil {
		t.Error(err)
	}
}

// All are saved or none; a case twice in one batch is seen before the file has it.
func TestSaveCases(t *testing.T) {
	s := newTestStore(t)
	r := rand.New(rand.NewPCG(1, 1))
	some := []*data.Case{sampleCase(r, 1), sampleCase(r, 2), sampleCase(r, 3)}
	_, before, _ := s.Head()
	err := s.SaveCases("intake", append(some, some[0]))
	if invalid := (*data.Invalid)(nil); !errors.As(err, &invalid) {
		t.Errorf("a case twice: %v", err)
	}
	if _, after, _ := s.Head(); after != before || len(s.Rows()) != 0 {
		t.Errorf("%d events, %d cases after nothing was saved", after-before, len(s.Rows()))
	}
	if err := s.SaveCases("intake", some); err != nil {
		t.Fatal(err)
	}
	s = reopen(t, s)
	for _, c := range some {
		if diff := cmp.Diff(c, must(s.Case(c.ID))(t)); diff != "" {
			t.Error(diff)
		}
	}
}

func TestSaveCommittee(t *testing.T) {
	s := newTestStore(t)
	next := s.Committee()
	next.Phone = "0570-0000000"
	next.Mediators = append(next.Mediators, data.Mediator{ID: "m2", Name: "骆阿水"})
	if err := s.SaveCommittee("settings", next); err != nil {
		t.Fatal(err)
	}
	s.Committee().Name = "a copy"
	s = reopen(t, s)
	if diff := cmp.Diff(next, s.Committee()); diff != "" {
		t.Error(diff)
	}
	if rows := s.Rows(); len(rows) != 0 {
		t.Errorf("the committee is listed as a case: %v", rows)
	}
}

func TestHistory(t *testing.T) {
	s := newTestStore(t)
	c := sampleCase(rand.New(rand.NewPCG(1, 1)), 1)
	now := intake(t, s, c)
	next := now.Clone()
	next.Claimed = 100
	if _, err := s.SaveCase("claim", now, next); err != nil {
		t.Fatal(err)
	}
	history := must(s.History(c.ID))(t)
	if len(history) != 2 || history[0].Kind != "edit" || history[1].Kind != "claim" {
		t.Fatalf("history %+v", history)
	}
	last := history[1]
	if last.Author != head || last.Device != s.Device() || last.Sent || !last.At.After(history[0].At) {
		t.Errorf("entry %+v", last)
	}
	if len(last.Changes) != 1 || last.Changes[0].Path != "claimed" || string(last.Changes[0].Value) != "100" {
		t.Errorf("changes %+v", last.Changes)
	}
}

func TestNextNumber_Alone(t *testing.T) {
	s := newTestStore(t)
	if got := must(s.NextNumber(2026))(t); got != 1 {
		t.Errorf("first number %d", got)
	}
	seen := map[int]bool{}
	r := rand.New(rand.NewPCG(2, 2))
	for range 40 {
		c := sampleCase(r, 0)
		c.Year, c.Seq = 2026, must(s.NextNumber(2026))(t)
		if seen[c.Seq] {
			t.Fatalf("number %d came twice", c.Seq)
		}
		seen[c.Seq] = true
		now := intake(t, s, c)
		next := now.Clone()
		switch r.IntN(3) {
		case 0:
			next.Status, next.VoidReason = data.Void, "录入错误"
		case 1:
			next.Number, next.Year, next.Seq = "", 0, 0
		}
		save(t, s, now, next)
		if r.IntN(5) == 0 {
			s = reopen(t, s)
		}
	}
	if a, b := must(s.NextNumber(2026))(t), must(s.NextNumber(2027))(t); a != 41 || b != 1 {
		t.Errorf("after 40 numbers of 2026: %d, %d", a, b)
	}
}

// Of a folder that was copied, the computer whose log the township knew learns from the
// committee's record that the other one claims numbers.
func TestNextNumber_NotAloneBesideACopy(t *testing.T) {
	a := enrolled(t, newTestStore(t))
	w := newStream(t)
	w.drain(a)
	b := second(t, a)
	ok(t, b.NewEpoch(b.Acked()))
	for range 2 {
		ok(t, b.Tend(testDay))
		w.drain(b)
	}
	if n := must(a.NextNumber(2026))(t); n != 1 {
		t.Errorf("before it knows of the other, it gives the number %d", n)
	}
	w.drain(a)
	theirs, own := must(b.NextNumber(2026))(t), must(a.NextNumber(2026))(t)
	if _, claims, err := a.NumbersLeft(testDay); own != 0 || theirs != 1 || !claims || err != nil {
		t.Errorf("it gives %d beside the other's %d, by claims: %v, %v", own, theirs, claims, err)
	}
	ok(t, a.Tend(testDay))
	w.drain(a)
	if own := must(a.NextNumber(2026))(t); own != data.BlockSize+1 {
		t.Errorf("it gives %d of its own claim", own)
	}
}

func TestOnChange(t *testing.T) {
	s := newTestStore(t)
	c := sampleCase(rand.New(rand.NewPCG(1, 1)), 1)
	var told [][]data.CaseID
	s.OnChange(func(ids []data.CaseID) {
		told = append(told, ids)
		if _, err := s.Case(c.ID); err != nil {
			t.Error("told before it can be read:", err)
		}
	})
	now := intake(t, s, c)
	save(t, s, now, now.Clone())
	if len(told) != 1 || !slices.Equal(told[0], []data.CaseID{c.ID}) {
		t.Errorf("told %v", told)
	}
}

// Any edits in any order leave what a map in memory says they leave, also after the
// file was closed and opened again, in lists, searches and facts too.
func TestStore_LikeModel(t *testing.T) {
	t.Parallel()
	for seed := range uint64(max(4, *damages/25)) {
		r := rand.New(rand.NewPCG(9, seed))
		s := newTestStore(t)
		model := map[data.CaseID]*data.Case{}
		for n := range 120 {
			if len(model) == 0 || r.IntN(4) == 0 {
				c := sampleCase(r, n+1)
				model[c.ID] = c
				intake(t, s, c)
			}
			ids := slices.SortedFunc(maps.Keys(model), func(a, b data.CaseID) int { return slices.Compare(a[:], b[:]) })
			before := model[pick(r, ids)]
			after := before.Clone()
			for range 1 + r.IntN(3) {
				edit(r, after)
			}
			save(t, s, before, after)
			model[after.ID] = after
			if r.IntN(15) == 0 {
				s = reopen(t, s)
			}
		}
		sameAsModel(t, seed, s, model)
		sameAsModel(t, seed, reopen(t, s), model)
	}
}

func sameAsModel(t *testing.T, seed uint64, s *Store, model map[data.CaseID]*data.Case) {
	t.Helper()
	rows := s.Rows()
	if len(rows) != len(model) {
		t.Fatalf("seed %d: %d rows of %d cases", seed, len(rows), len(model))
	}
	var facts [][]byte
	for i, row := range rows {
		want := model[row.ID]
		got, err := s.Case(row.ID)
		if err != nil || len(data.Diff(want, got)) > 0 {
			t.Fatalf("seed %d: case %s: %v: %s", seed, row.ID, err, cmp.Diff(want, got))
		}
		if row.Title != want.Title() || row.Status != want.Status || row.Claimed != want.Claimed || len(row.Parties) != len(want.Parties) {
			t.Fatalf("seed %d: row %+v of case %+v", seed, row, want)
		}
		if i > 0 && rows[i-1].Received < row.Received {
			t.Fatalf("seed %d: row %d is newer than the one before", seed, i)
		}
		if found, _ := s.Find(Query{Text: want.Summary, IDs: []data.CaseID{row.ID}}); len(found) != 1 {
			t.Fatalf("seed %d: case %s is not found by its summary", seed, row.ID)
		}
		if b := factRow(want); b != nil {
			facts = append(facts, b)
		}
	}
	if got := len(s.Facts()); got < len(facts) {
		t.Fatalf("seed %d: %d facts of %d", seed, got, len(facts))
	}
	if err := s.Verify(); err != nil {
		t.Fatalf("seed %d: %v", seed, err)
	}
}

func TestFacts(t *testing.T) {
	s := newTestStore(t)
	r := rand.New(rand.NewPCG(1, 1))
	var want [][]byte
	for n := range 10 {
		c := sampleCase(r, n+1)
		if n%3 == 0 {
			c.Status = data.Draft
		} else {
			want = append(want, factRow(c))
		}
		intake(t, s, c)
	}
	for _, s := range []*Store{s, reopen(t, s)} {
		if data.FactsDigest(s.FactRows()) != data.FactsDigest(want) {
			t.Errorf("%d fact rows, want %d", len(s.FactRows()), len(want))
		}
		for i, f := range s.Facts() {
			if string(f.Encode()) != string(s.FactRows()[i]) {
				t.Errorf("fact %d is not its row", i)
			}
		}
	}
}

func TestCases(t *testing.T) {
	s := newTestStore(t)
	fill(t, s, 100)
	seen := 0
	s.Cases(func(c *data.Case) bool {
		if row := s.Rows()[seen]; row.ID != c.ID {
			t.Errorf("case %d is not its row", seen)
		}
		seen++
		return seen < 60
	})
	if seen != 60 {
		t.Errorf("yielded %d, stop asked for after 60", seen)
	}
}

// What is due is found from the slim copy in memory exactly as from the whole case.
func TestDue(t *testing.T) {
	s := newTestStore(t)
	r := rand.New(rand.NewPCG(4, 4))
	const today = data.Day(740000)
	cal := &data.Calendar{Off: map[data.Day]bool{739200: true}}
	var want []CaseDue
	kinds := map[data.DueKind]bool{}
	for n := range 300 {
		c := sampleCase(r, n+1)
		dress(r, c)
		intake(t, s, c)
		for _, d := range data.Deadlines(c, today, cal) {
			want = append(want, CaseDue{c.ID, d})
			kinds[d.Kind] = true
		}
	}
	for _, s := range []*Store{s, reopen(t, s)} {
		got := s.Due(today, cal)
		if !slices.IsSortedFunc(got, func(a, b CaseDue) int { return int(a.On - b.On) }) {
			t.Error("not earliest first")
		}
		if diff := cmp.Diff(sortedDues(want), sortedDues(got)); diff != "" {
			t.Error(diff)
		}
	}
	if len(kinds) < 11 {
		t.Errorf("the samples ask for %d kinds of what can be due: %v", len(kinds), kinds)
	}
}

func sortedDues(dues []CaseDue) []CaseDue {
	return slices.SortedFunc(slices.Values(dues), func(a, b CaseDue) int {
		return slices.Compare([]byte(a.Case.String()+string(a.Kind)+string(a.Element)+a.On.String()), []byte(b.Case.String()+string(b.Kind)+string(b.Element)+b.On.String()))
	})
}

// dress gives a case what deadlines look at.
func dress(r *rand.Rand, c *data.Case) {
	at := c.ReceivedOn
	if r.IntN(2) == 0 {
		c.Source, c.Organ, c.ReplyDue = data.Referral, pick(r, []data.Organ{data.Court, "police"}), at+30
	}
	if c.Status == data.HandedUp {
		c.HandUps = []data.HandUp{{ID: element(r), To: "清溪镇", Reason: "界址不清", SentOn: at + 5}}
	}
	if c.Status == data.Closed {
		c.ClosedOn = at + 40
	}
	if r.IntN(3) == 0 {
		c.Suspensions = []data.Suspension{{ID: element(r), From: at + 3, To: data.Day(r.IntN(2)) * (at + 8), Reason: "鉴定"}}
		c.Extension = data.Extension{To: at + 90, ConsentOn: at + 20}
	}
	if r.IntN(4) == 0 {
		c.FollowUps = []data.FollowUp{{ID: element(r), On: at + 20, Text: "满意"}}
		c.Confirmations = []data.Confirmation{{ID: element(r), AppliedOn: at + 15}}
	}
	for i := range c.Agreements {
		if r.IntN(3) == 0 {
			c.Agreements[i].VoidOn = at + 12
		}
		if c.Status.Ongoing() {
			c.Agreements[i].EffectiveOn = 0
		}
	}
}
