package data

import (
	"bytes"
	"encoding/hex"
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFactOf_Neighbours(t *testing.T) {
	c := agreed(t)
	f, ok := FactOf(c)
	want := Fact{
		Case: c.ID, Status: Performing, Type: "02", Source: Application, Outcome: OutcomeWritten,
		Received: on("03-02"), Accepted: on("03-02"), Concluded: on("03-24"), Effective: on("03-24"),
		Amount: 80000, People: 2, Sessions: 6, Performance: InPerformance,
	}
	if diff := cmp.Diff(want, f); !ok || diff != "" {
		t.Error(diff)
	}
	if Follow(c, on("04-01")); c.Status != Defaulted {
		t.Fatalf("%s", c.Status)
	}
	if f, _ = FactOf(c); f.Performance != InDefault {
		t.Errorf("in default: %s", f.Performance)
	}
	for i := range c.Current().Items {
		c.Current().Items[i].DoneOn = on("04-12")
	}
	c.FollowUps = []FollowUp{{ID: "f", Agreement: "g"}}
	c.Confirmations = []Confirmation{{ID: "q", Agreement: "g", AppliedOn: on("04-01"), Result: Confirmed}}
	Follow(c, on("04-12"))
	do(t, c, MoveClose, "04-20")
	c.Retention, c.Difficult, c.Volume = LongTerm, true, Volume{FiledBy: "寿永康", Pages: 24}
	do(t, c, MoveArchive, "05-01")
	want.Status, want.Performance, want.FollowedUp, want.Difficult = Archived, FullyDone, true, true
	want.Applied, want.Confirmation, want.Closed, want.Archived = on("04-01"), Confirmed, on("04-20"), on("05-01")
	f, _ = FactOf(c)
	if diff := cmp.Diff(want, f); diff != "" {
		t.Error(diff)
	}
}

// What courts did to an agreement is in the row.
func TestFactOf_Courts(t *testing.T) {
	c := agreed(t)
	for _, x := range []struct {
		kinds []CourtActionKind
		want  [3]bool
	}{
		{nil, [3]bool{}}, {[]CourtActionKind{Sued}, [3]bool{true, false, false}}, {[]CourtActionKind{JudgmentChanged}, [3]bool{false, true, false}},
		{[]CourtActionKind{JudgmentRevoked}, [3]bool{false, true, false}}, {[]CourtActionKind{Sued, JudgmentInvalid, PaymentOrder}, [3]bool{true, true, true}},
	} {
		c.CourtActions = nil
		for _, kind := range x.kinds {
			c.CourtActions = append(c.CourtActions, CourtAction{ID: ElementID(kind), Kind: kind})
		}
		f, _ := FactOf(c)
		if got := [3]bool{f.Sued, f.Overturned, f.Ordered}; got != x.want {
			t.Errorf("%v: %v", x.kinds, got)
		}
		if back, err := DecodeFact(f.Encode()); err != nil || back != f {
			t.Errorf("%v came back as %+v: %v", x.kinds, back, err)
		}
	}
	c.Type, c.Organ = "02b", "forest"
	if f, _ := FactOf(c); f.Type != "02" || f.Organ != OtherOrgan {
		t.Errorf("own entries count under the ministry's: %s, %s", f.Type, f.Organ)
	}
}

func TestFactOf_Ends(t *testing.T) {
	if f, ok := FactOf(&Case{Status: Draft, Summary: "x"}); ok || f != (Fact{}) {
		t.Errorf("a draft has the row %+v", f)
	}
	for name, x := range map[string]struct {
		edit func(*Case)
		want Outcome
	}{
		"open":       {func(*Case) {}, ""},
		"withdrawn":  {func(c *Case) { c.Withdrawal.On, c.ConcludedOn = on("03-20"), on("03-20") }, OutcomeWithdrawn},
		"terminated": {func(c *Case) { c.Termination.On, c.ConcludedOn = on("03-20"), on("03-20") }, OutcomeFailed},
		"handed up":  {func(c *Case) { c.ConcludedOn = on("03-20") }, OutcomeHandedUp},
		"refused":    {func(c *Case) { c.AcceptedOn, c.Refusal.On, c.ConcludedOn = 0, on("03-20"), on("03-20") }, OutcomeRefused},
		"terminated before, agreed later": {func(c *Case) {
			c.Termination.On, c.ConcludedOn = on("03-10"), on("03-24")
			c.Agreements[0].EffectiveOn = on("03-24")
		}, OutcomeWritten},
		"void agreement": {func(c *Case) {
			c.Agreements[0].EffectiveOn, c.Agreements[0].VoidOn = on("03-24"), on("03-25")
			c.Termination.On, c.ConcludedOn = on("03-26"), on("03-26")
		}, OutcomeFailed},
	} {
		c := sampleNeighbours()
		c.Status, c.AcceptedOn = Closed, on("03-02")
		x.edit(c)
		if f, _ := FactOf(c); f.Outcome != x.want {
			t.Errorf("%s: outcome %q, want %q", name, f.Outcome, x.want)
		}
	}
}

// A row for all the ways to fill it.
func randomFact(r *rand.Rand) Fact {
	f := Fact{Case: CaseID{1 + byte(r.IntN(255)), byte(r.Uint32()), byte(r.Uint32())}}
	pick := func(l List) string {
		if i := r.IntN(len(l) + 1); i < len(l) {
			return l[i].Code
		}
		return ""
	}
	f.Status = Statuses[r.IntN(len(Statuses))]
	f.Type, f.Source, f.Organ = DisputeType(pick(DisputeTypes)), Source(pick(Sources)), Organ(pick(Organs))
	f.Outcome, f.Ground = Outcome(pick(Outcomes)), Ground(pick(TerminationGrounds))
	first := int32(on("2024-10-01"))
	for _, d := range []*Day{&f.Received, &f.Accepted, &f.Concluded, &f.Effective, &f.Closed, &f.Archived, &f.Applied} {
		if r.IntN(4) > 0 {
			*d = Day(first + r.Int32N(1000))
		}
	}
	f.Amount, f.People, f.Sessions = Fen(r.Int64N(int64(MaxAmount))), r.IntN(40), r.IntN(9)
	for _, on := range f.flagged() {
		*on = r.IntN(2) == 0
	}
	f.Performance = []Performance{"", InPerformance, InDefault, FullyDone}[r.IntN(4)]
	f.Confirmation = []ConfirmationResult{"", Confirmed, ConfirmationRefused, Rejected, ApplicationTaken}[r.IntN(5)]
	for i := range f.Prevented {
		f.Prevented[i] = PreventedCount{r.IntN(3), r.IntN(2000)}
	}
	return f
}

func randomFacts(seed uint64, n int) []Fact {
	r := rand.New(rand.NewPCG(seed, 1))
	rows := make([]Fact, n)
	for i := range rows {
		rows[i] = randomFact(r)
	}
	return rows
}

// Decoding what was encoded is the identity (invariant I11).
func TestFact_Encode(t *testing.T) {
	for i, f := range randomFacts(1, 3000) {
		b := f.Encode()
		back, err := DecodeFact(b)
		if err != nil || back != f {
			t.Fatalf("row %d: %v %s", i, err, cmp.Diff(f, back))
		}
		newer := append(slices.Clone(b), 0x1d, 0x01, 0xff, 0x7f, 0x02, 0xca, 0xfe) // numbers 29 and 127
		if back, err = DecodeFact(newer); err != nil || back != f {
			t.Fatalf("row %d of a newer program: %v %s", i, err, cmp.Diff(f, back))
		}
	}
}

// The bytes of the row of case 1, for ever.
func TestFact_Golden(t *testing.T) {
	f, _ := FactOf(agreed(t))
	const want = "0110" + "00000000000000000000000000000001" + // case
		"020a" + "706572666f726d696e67" + // status performing
		"0302" + "3032" + // type 02
		"040b" + "6170706c69636174696f6e" + // source application
		"0602" + "5331" + // outcome S1
		"0803" + "dd922d" + "0903" + "dd922d" + // received, accepted 2026-03-02, day 739677
		"0a03" + "f3922d" + "0b03" + "f3922d" + // concluded, effective 2026-03-24
		"0e03" + "80f104" + // 80000 fen
		"0f01" + "02" + "1001" + "06" + // people, sessions
		"120a" + "706572666f726d696e67" // performance
	if got := hex.EncodeToString(f.Encode()); got != want {
		t.Errorf("encoded\n%s, want\n%s", got, want)
	}
}

func TestDecodeFact_Damaged(t *testing.T) {
	f, _ := FactOf(agreed(t))
	good := f.Encode()
	for name, b := range map[string][]byte{
		"nothing": nil, "no case": good[18:], "a short case": append([]byte{1, 15}, make([]byte, 15)...), "cut": good[:len(good)-1],
		"fields twice":       slices.Concat(good, good),
		"a name for a type":  slices.Concat(good[:18], []byte{3, 9}, []byte("叶建国")),
		"a long type":        slices.Concat(good[:18], []byte{3, 17}, []byte("aaaaaaaaaaaaaaaaa")),
		"a day past reason":  slices.Concat(good[:18], []byte{8, 4, 0xff, 0xff, 0xff, 0x7f}),
		"too much money":     slices.Concat(good[:18], []byte{14, 8, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f}),
		"too many people":    slices.Concat(good[:18], []byte{15, 5, 0xff, 0xff, 0xff, 0xff, 0x0f}),
		"a zero that is set": slices.Concat(good[:18], []byte{15, 1, 0}),
		"a number too long":  slices.Concat(good[:18], []byte{15, 2, 0x81, 0x00}),
		"half a number":      slices.Concat(good[:18], []byte{15, 1, 0x81}),
	} {
		if got, err := DecodeFact(b); !errors.Is(err, ErrDamaged) || got != (Fact{}) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

// Nothing that a person typed is in a row: every text of a case, also where a list's code belongs, is filled with a
// word, and none of the words is in the bytes.
func TestFactOf_NoWords(t *testing.T) {
	for seed := range uint64(300) {
		c := agreed(t)
		h := newHand(seed, "a")
		for range 3 {
			everyText(reflect.ValueOf(c).Elem(), h)
		}
		h.editCase(c, 100)
		everyText(reflect.ValueOf(c).Elem(), h)
		c.Status, c.Import.Guest = Statuses[1+h.IntN(len(Statuses)-1)], false
		f, ok := FactOf(c)
		if !ok {
			t.Fatal("no row")
		}
		b := f.Encode()
		for _, word := range [][]byte{[]byte("俞"), []byte("𬭎"), []byte("号")} {
			if bytes.Contains(b, word) {
				t.Fatalf("seed %d: a typed word is in the row %x", seed, b)
			}
		}
		if back, err := DecodeFact(b); err != nil || back != f {
			t.Fatalf("seed %d: %v", seed, err)
		}
	}
}

// everyText fills every text of a record; the forms of an agreement, which decide the outcome, stay.
func everyText(v reflect.Value, h *hand) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			everyText(v.Field(i), h)
		}
	case reflect.Slice:
		for i := range v.Len() {
			everyText(v.Index(i), h)
		}
	case reflect.String:
		if v.Type() != reflect.TypeFor[AgreementForm]() {
			v.SetString(h.word())
		}
	}
}

func TestFactsDigest(t *testing.T) {
	var rows [][]byte
	for _, f := range randomFacts(2, 200) {
		rows = append(rows, f.Encode())
	}
	want, kept := FactsDigest(rows), slices.Clone(rows)
	r := rand.New(rand.NewPCG(3, 3))
	for range 20 {
		r.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		order := slices.Clone(rows)
		if FactsDigest(rows) != want {
			t.Fatal("the digest depends on the order")
		}
		if !slices.EqualFunc(rows, order, bytes.Equal) {
			t.Fatal("the rows were put in another order")
		}
	}
	seen := map[Hash]bool{want: true, FactsDigest(nil): true, FactsDigest(rows[1:]): true, FactsDigest(append(kept, kept[0])): true,
		FactsDigest([][]byte{{1, 2}, {3}}): true, FactsDigest([][]byte{{1}, {2, 3}}): true, FactsDigest([][]byte{{1, 2, 3}}): true}
	if len(seen) != 7 {
		t.Errorf("%d digests of seven different sets of rows", len(seen))
	}
}

func FuzzDecodeFact(f *testing.F) {
	for _, row := range randomFacts(4, 20) {
		f.Add(row.Encode())
	}
	f.Add([]byte{1, 16})
	f.Fuzz(func(t *testing.T, b []byte) {
		row, err := DecodeFact(b)
		if err != nil {
			if !errors.Is(err, ErrDamaged) {
				t.Fatalf("error %v", err)
			}
			return
		}
		again := row.Encode()
		if back, err := DecodeFact(again); err != nil || back != row {
			t.Fatalf("%v %s", err, cmp.Diff(row, back))
		}
		newer := false
		_ = readTags(b, func(tag uint64, v []byte) error {
			newer = newer || tag > tagFactPrevented+7 || tag == tagFactFlags && (len(v) > 1 || v[0] > 63)
			return nil
		})
		if !newer && !bytes.Equal(again, b) {
			t.Fatalf("equal rows, other bytes:\n%x\n%x", b, again)
		}
	})
}

// The check has the number of rows in it, and one value was worked out elsewhere.
func TestTotalsCheck(t *testing.T) {
	seen := map[Hash]bool{{}: true}
	for _, rows := range [][][]byte{nil, {{1}}, {{1}, {1}}, {{1}, {2}}, {{1, 2}}} {
		c := TotalsCheck(rows)
		if seen[c] {
			t.Errorf("the check of %v is another's", rows)
		}
		seen[c] = true
	}
	if a, b := (FactSum{}).Check(1), (FactSum{}).Check(2); a == b {
		t.Error("the number of rows is not in the check")
	}
	if got := TotalsCheck([][]byte{[]byte("b"), []byte("a")}).String(); got != "3df7d9f2838762a922ad3e82ebeca37edbaf8013ac99f6e3e0ba2d6245ebce28" {
		t.Errorf("check of a and b is %s", got)
	}
}
