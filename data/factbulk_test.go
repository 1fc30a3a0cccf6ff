package data

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// bulkRow is a row as villages make them: most cases are over, sums are round.
func bulkRow(r *rand.Rand, day Day) Fact {
	f := Fact{
		Case: NewCaseID(), Status: Archived, Received: day, People: 2 + r.IntN(2)*r.IntN(3), Sessions: 1 + r.IntN(3),
		Type: DisputeType(DisputeTypes[min(r.IntN(len(DisputeTypes)), r.IntN(len(DisputeTypes)))].Code), Source: Application,
		Difficult: r.IntN(20) == 0, WithUnit: r.IntN(12) == 0,
	}
	if r.IntN(4) == 0 {
		f.Source = Source(Sources[r.IntN(len(Sources))].Code)
	}
	f.Accepted = day.Add(r.IntN(3) * r.IntN(2))
	if r.IntN(12) == 0 {
		f.Status = Mediating
		return f
	}
	f.Concluded = f.Accepted.Add(1 + r.IntN(25))
	switch n := r.IntN(20); {
	case n < 2:
		f.Outcome, f.Ground = OutcomeFailed, "no_agreement"
	case n < 3:
		f.Outcome = OutcomeWithdrawn
	default:
		f.Outcome, f.Effective, f.Performance = OutcomeWritten, f.Concluded, FullyDone
		if n < 9 {
			f.Outcome = OutcomeOral
		}
		if r.IntN(3) > 0 {
			f.Amount = Fen(1+r.IntN(300)) * 10_000
		}
		f.FollowedUp = r.IntN(3) == 0
		if r.IntN(15) == 0 {
			f.Applied, f.Confirmation = f.Concluded.Add(1+r.IntN(20)), Confirmed
		}
	}
	f.Closed = f.Concluded.Add(r.IntN(60))
	f.Archived = f.Closed.Add(r.IntN(30))
	if r.IntN(150) == 0 {
		f.Prevented[r.IntN(4)] = PreventedCount{1, 1 + r.IntN(5)}
	}
	return f
}

func bulkRows(r *rand.Rand, n int, spread bool) (rows [][]byte) {
	day := on("01-05")
	for range n {
		day = day.Add(r.IntN(7))
		at := day
		if spread {
			at = on("01-05").Add(r.IntN(3650))
		}
		f := bulkRow(r, at)
		rows = append(rows, f.Encode())
	}
	return rows
}

// Fact rows in bulk take at most 12 bytes a case beside the case's random 16.
func TestEncodeFacts_TwelveBytesACase(t *testing.T) {
	for _, spread := range []bool{false, true} {
		for _, n := range []int{1, 5, 100, 1000, MaxFacts} {
			rows := bulkRows(rand.New(rand.NewPCG(uint64(n), 2)), n, spread)
			block := EncodeFacts(rows)
			plain := len(bytes.Join(rows, nil))
			each := float64(len(block)-16*n) / float64(n)
			t.Logf("%4d rows, any order %v: %6d bytes of %6d, %.2f a case without IDs, %.2f with", n, spread, len(block), plain, each, each+16)
			if n >= 1000 && each > 12 {
				t.Errorf("%d rows take %.2f bytes each", n, each)
			}
		}
	}
}

func TestFacts_ComeBackAsTheyWere(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	strange := Fact{Case: NewCaseID(), Status: "s0mething_new_16", Type: "99", Received: maxFactDay, Accepted: 1, Archived: maxFactDay,
		Amount: maxFactAmount, People: maxFactCount, Prevented: [4]PreventedCount{{maxFactCount, 0}, {}, {}, {0, 7}}, Sued: true}
	newer := tagWriter{strange.Encode()}
	newer.bytes(60, []byte("of a newer program"))
	flags := tagWriter{}
	flags.bytes(tagFactCase, strange.Case[:])
	flags.uint(tagFactFlags, 1<<40|5)
	rows := append(bulkRows(r, 300, true), strange.Encode(), newer.out, flags.out, (&Fact{Case: CaseID{1}}).Encode())
	for n := range len(rows) {
		part := rows[len(rows)-n:]
		got, err := DecodeFacts(EncodeFacts(part))
		if err != nil || !slices.EqualFunc(got, part, bytes.Equal) {
			t.Fatalf("the last %d rows: %d came back, %v", n, len(got), err)
		}
	}
}

// The format is for ever: these rows have these bytes.
func TestEncodeFacts_WritesTheseBytes(t *testing.T) {
	one := Fact{Case: CaseID{1}, Status: Archived, Type: "02", Source: Application, Outcome: OutcomeWritten, Received: 739_677, Accepted: 739_678,
		Concluded: 739_700, Effective: 739_700, Closed: 739_720, Archived: 739_730, Amount: 3_860_000, People: 2, Sessions: 6, Performance: FullyDone}
	two := one
	two.Case, two.Received, two.Amount, two.WithUnit = CaseID{2}, one.Received+3, 120, true
	three := Fact{Case: CaseID{3}, Status: Mediating, Type: "01", Received: two.Received, Prevented: [4]PreventedCount{{1, 3}}}
	newer := tagWriter{three.Encode()}
	newer.bytes(77, []byte("new"))
	got := hex.EncodeToString(EncodeFacts([][]byte{one.Encode(), two.Encode(), three.Encode(), newer.out}))
	const want = "0104fffbfffffffffffffffffffffffffffffffeff0f3b0298aeffc9f6808db4974aba04758b7ef7db8bac68ef82df3509d336c6d6919076fa3a0aee2e73295b1fc102820f132bd0fffffffffffff6482c9ffffffffffffffffffffffffffff0f786ed9a3c8f9c15eb69608ffffffffffffffffffffffffc233d38f3a345fdbf58d7cb42bd4d141dfaffffffffffff077eae5a7b1ffffea3546b21fffffffffffffffffffffffff106c99f9ac5acea2f51c46019e1061a"
	if got != want {
		t.Errorf("%s", got)
	}
}

func TestFacts_OfNoBlock(t *testing.T) {
	good := EncodeFacts(bulkRows(rand.New(rand.NewPCG(5, 6)), 20, false))
	for i := range good {
		if _, err := DecodeFacts(good[:i]); !errors.Is(err, ErrDamaged) {
			t.Errorf("cut at %d of %d: %v", i, len(good), err)
		}
	}
	if _, err := DecodeFacts(append(bytes.Clone(good), 0)); !errors.Is(err, ErrDamaged) {
		t.Errorf("one byte more: %v", err)
	}
	if _, err := DecodeFacts([]byte{2, 1}); !errors.Is(err, ErrNewer) {
		t.Errorf("another version: %v", err)
	}
	if _, err := DecodeFacts(binary.AppendUvarint([]byte{factsVersion}, MaxFacts+1)); !errors.Is(err, ErrDamaged) {
		t.Errorf("too many rows: %v", err)
	}
}

func FuzzDecodeFacts(f *testing.F) {
	for n := range 4 {
		f.Add(EncodeFacts(bulkRows(rand.New(rand.NewPCG(uint64(n), 8)), n*n*3, n%2 == 0)))
	}
	newer := tagWriter{(&Fact{Case: CaseID{9}, Status: Accepted}).Encode()}
	newer.bytes(99, []byte("newer"))
	f.Add(EncodeFacts([][]byte{newer.out}))
	f.Fuzz(func(t *testing.T, b []byte) {
		rows, err := DecodeFacts(b)
		if err != nil {
			return
		}
		size := 0
		for _, row := range rows {
			size += len(row)
		}
		if len(rows) > MaxFacts || size > maxFactsSize {
			t.Fatalf("%d rows of %d bytes", len(rows), size)
		}
		back, err := DecodeFacts(EncodeFacts(rows))
		if err != nil || !slices.EqualFunc(rows, back, bytes.Equal) {
			t.Fatalf("not the same again: %v", err)
		}
	})
}

func TestFactPlace_ComesBack(t *testing.T) {
	p := FactPlace{Area: "339921101201", Name: "东篱村", Life: NewEpoch(), GSN: []uint64{7, 9, 8, 1 << 60, 0}}
	got, err := DecodeFactPlace(p.Encode())
	if err != nil || got.Area != p.Area || got.Name != p.Name || got.Life != p.Life || !slices.Equal(got.GSN, p.GSN) {
		t.Errorf("%+v, %v", got, err)
	}
	for _, area := range []string{"", "33992110120", "33992110120x"} {
		p.Area = area
		if _, err := DecodeFactPlace(p.Encode()); !errors.Is(err, ErrDamaged) {
			t.Errorf("area %q: %v", area, err)
		}
	}
}

func TestDiffRows_NamesTheCases(t *testing.T) {
	mark := func(c byte, row string) RowMark { return MarkOf(CaseID{c}, []byte(row)) }
	here := []RowMark{mark(5, "e"), mark(1, "a"), mark(2, "b"), mark(3, "c")}
	there := []RowMark{mark(2, "b"), mark(3, "other"), mark(4, "d"), mark(6, "f")}
	got := DiffRows(here, there)
	want := []RowDifference{
		{CaseID{1}, true, false}, {CaseID{3}, true, true}, {CaseID{4}, false, true}, {CaseID{5}, true, false}, {CaseID{6}, false, true},
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%v, want %v", got, want)
	}
	if len(DiffRows(here, here)) != 0 || len(DiffRows(nil, nil)) != 0 {
		t.Error("equal rows differ")
	}
}

func FuzzDecodeFactPlace(f *testing.F) {
	f.Add((&FactPlace{Area: "339921101201", Name: "东篱村", Life: Epoch{1}, GSN: []uint64{7, 9, 8, 1 << 60, 0}}).Encode())
	f.Add((&FactPlace{Area: "339921101201"}).Encode())
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := DecodeFactPlace(b)
		if err != nil {
			return
		}
		back, err := DecodeFactPlace(p.Encode())
		if err != nil || len(p.GSN) > MaxFacts || back.Area != p.Area || back.Name != p.Name || back.Life != p.Life || !slices.Equal(back.GSN, p.GSN) {
			t.Fatalf("%+v came back as %+v, %v", p, back, err)
		}
	})
}
