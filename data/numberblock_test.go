package data

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// log is one computer's log in the tests of numbers.
type numberLog struct {
	device DeviceText
	epoch  EpochText
	drawn  map[ElementID]int
	// seen is how many of the claims in the stream this computer knows, own are its claims
	// that are not in the stream yet.
	seen int
	own  []NumberBlock
}

// village is claims in the order of the stream, and the numbers that were given.
type numberVillage struct {
	t      *testing.T
	stream []NumberBlock
	given  map[string]DeviceText
}

func (v *numberVillage) numbering(l *numberLog) *Numbering {
	known := slices.Clone(v.stream[:l.seen])
	return &Numbering{
		Claims: append(known, l.own...), Device: l.device, Epoch: l.epoch, Drawn: l.drawn,
		Confirmed: func(id ElementID) bool {
			return slices.ContainsFunc(v.stream[:l.seen], func(b NumberBlock) bool { return b.ID == id })
		},
		Used: func(int, int) bool { return false }, Highest: func(int) int { return 0 },
	}
}

func (v *numberVillage) draw(l *numberLog, year int) bool {
	v.t.Helper()
	n := v.numbering(l)
	seq := n.Next(year)
	if seq == 0 {
		return false
	}
	claim := OwnerOf(n.Claims, year, seq)
	l.drawn[claim.ID] = max(l.drawn[claim.ID], seq)
	name := fmt.Sprint(year, "-", seq)
	if by, twice := v.given[name]; twice {
		v.t.Fatalf("I9: %s was given by %s and by %s", name, by, l.device)
	}
	v.given[name] = l.device
	return true
}

// sync sends what a computer claimed and shows it the stream, as an exchange does.
func (v *numberVillage) sync(l *numberLog, year int) {
	for range 3 {
		l.own = append(l.own, v.numbering(l).Claim(year, 0)...)
		if len(l.own) == 0 && l.seen == len(v.stream) {
			return
		}
		v.stream = append(v.stream, l.own...)
		l.seen, l.own = len(v.stream), nil
	}
}

// Two and three computers claim, give numbers, exchange, are set back and begin anew, in
// random orders: no number is given twice, and nobody who exchanges is without numbers.
func TestNumbering_NeverTwice(t *testing.T) {
	for seed := range uint64(300) {
		rng := rand.New(rand.NewPCG(seed, 9))
		v := &numberVillage{t: t, given: map[string]DeviceText{}}
		logs := make([]*numberLog, 1+rng.IntN(3))
		for i := range logs {
			logs[i] = &numberLog{device: DeviceText(fmt.Sprint("d", i)), epoch: "e", drawn: map[ElementID]int{}}
		}
		for range 200 {
			l := logs[rng.IntN(len(logs))]
			switch rng.IntN(10) {
			case 0:
				v.sync(l, 2026)
				if v.numbering(l).Free(2026) < leastReserve {
					t.Fatalf("seed %d: %d numbers in reserve after an exchange", seed, v.numbering(l).Free(2026))
				}
			case 1: // a claim that waits, and meets those of others
				l.own = append(l.own, v.numbering(l).Claim(2026, 0)...)
			case 2: // an old backup comes back: what it drew since is forgotten, its log begins anew
				if rng.IntN(4) == 0 {
					l.epoch, l.drawn, l.own = EpochText(fmt.Sprint("e", rng.Uint64())), map[ElementID]int{}, nil
					l.seen = rng.IntN(l.seen + 1)
				}
			default:
				v.draw(l, 2026)
			}
		}
	}
}

func TestNumbering_AloneIsContinuous(t *testing.T) {
	v := &numberVillage{t: t, given: map[string]DeviceText{}}
	l := &numberLog{device: "d", epoch: "e", drawn: map[ElementID]int{}}
	for i := range 60 {
		v.sync(l, 2026)
		v.draw(l, 2026)
		if v.given[fmt.Sprint(2026, "-", i+1)] == "" {
			t.Fatalf("the %d. case did not get the number %d", i+1, i+1)
		}
	}
}

func TestOwnerOf(t *testing.T) {
	claims := []NumberBlock{
		{ID: "a", Year: 2026, First: 1, Last: 10}, {ID: "b", Year: 2026, First: 6, Last: 15},
		{ID: "other year", Year: 2027, First: 16, Last: 20}, {ID: "too large", Year: 2026, First: 16, Last: 1 << 40}, {ID: "below", Year: 2026, First: -5, Last: 0},
	}
	for seq, want := range map[int]ElementID{1: "a", 6: "a", 10: "a", 11: "b", 15: "b", 16: "", 0: "", -1: ""} {
		got := ElementID("")
		if b := OwnerOf(claims, 2026, seq); b != nil {
			got = b.ID
		}
		if got != want {
			t.Errorf("number %d belongs to %q, want %q", seq, got, want)
		}
	}
}

func TestNumbering_Claim(t *testing.T) {
	block := func(id ElementID, first int, device DeviceText, epoch EpochText) NumberBlock {
		return NumberBlock{ID: id, Year: 2026, First: first, Last: first + 9, Device: device, Epoch: epoch}
	}
	for name, tt := range map[string]struct {
		claims           []NumberBlock
		drawn            map[ElementID]int
		highest, waiting int
		first, blocks    int
	}{
		"the first of all":          {nil, nil, 0, 0, 1, 1},
		"after numbers without one": {nil, nil, 17, 0, 18, 1},
		"enough":                    {[]NumberBlock{block("a", 1, "d", "e")}, nil, 0, 0, 0, 0},
		"one was given":             {[]NumberBlock{block("a", 1, "d", "e")}, map[ElementID]int{"a": 1}, 1, 0, 11, 1},
		"another's":                 {[]NumberBlock{block("a", 1, "x", "e")}, nil, 0, 0, 11, 1},
		"an older log's":            {[]NumberBlock{block("a", 1, "d", "old")}, nil, 0, 0, 11, 1},
		"lost to an earlier claim":  {[]NumberBlock{block("a", 1, "x", "e"), block("b", 1, "d", "e")}, nil, 0, 0, 11, 1},
		"cases wait":                {[]NumberBlock{block("a", 1, "d", "e")}, nil, 0, 12, 11, 2},
	} {
		n := &Numbering{
			Claims: tt.claims, Device: "d", Epoch: "e", Drawn: tt.drawn, Confirmed: func(ElementID) bool { return true },
			Used: func(int, int) bool { return false }, Highest: func(int) int { return tt.highest },
		}
		got := n.Claim(2026, tt.waiting)
		if len(got) != tt.blocks || len(got) > 0 && (got[0].First != tt.first || got[0].Last != tt.first+9) {
			t.Errorf("%s: claimed %+v", name, got)
		}
	}
}

func TestSameNumbers(t *testing.T) {
	a, b, c, d := NewCaseID(), NewCaseID(), NewCaseID(), NewCaseID()
	got := SameNumbers([]NumberedRow{
		{Case: a, Number: "（2026）示清东人调字第001号"}, {Case: b, Number: "(2026)示清东人调字第001号", Printed: true},
		{Case: c, Number: "（2026）示清东人调字第002号"}, {Case: d, Number: "（2026）示清东人调字第002号", Void: true}, {}, {},
	})
	if len(got) != 1 || len(got[0]) != 2 || got[0][0].Case != b || got[0][1].Case != a {
		t.Errorf("groups %+v", got)
	}
}

func TestNumberYears(t *testing.T) {
	for on, want := range map[string][]int{"2026-09-30": {2026}, "2026-10-01": {2026, 2027}} {
		day, err := ParseDay(on)
		if err != nil || !slices.Equal(NumberYears(day), want) {
			t.Errorf("%s: %v %v", on, NumberYears(day), err)
		}
	}
}

func TestComputers(t *testing.T) {
	c := &Committee{Computers: []Computer{
		{ID: "1", Device: "d", Epoch: "e"}, {ID: "2", Device: "d", Epoch: "f", RetiredOn: 1}, {ID: "3", Device: "x", Epoch: "e", RetiredOn: 1, Invitation: "i"},
	}}
	if c.Renewed(&c.Computers[0]) || !c.Renewed(&c.Computers[1]) || c.Renewed(&c.Computers[2]) {
		t.Error("which log goes on from another")
	}
	if c.Retired("d") || !c.Retired("x") || c.Retired("nobody") {
		t.Error("which computer is retired")
	}
	if c.Joined("i") != 1 || c.Joined("") != 1 || c.Computer("d", "f").ID != "2" || c.Computer("d", "g") != nil {
		t.Error("who joined by what")
	}
}
