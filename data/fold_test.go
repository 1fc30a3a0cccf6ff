package data

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// hand edits records at random, as an author would, and signs every text with the author's letter.
type hand struct {
	*rand.Rand
	author string
	n      int
}

func newHand(seed uint64, author string) *hand {
	return &hand{Rand: rand.New(rand.NewPCG(seed, uint64(author[0]))), author: author}
}

func (h *hand) word() string {
	h.n++
	return fmt.Sprintf("俞𬭎%s%d号", h.author, h.n)
}

// Fields that hands leave alone: what the fold keeps, and what fixes an agreement's text.
var untouched = []string{"conflicts", "frozen_on", "effective_on"}

// edit changes one thing in a record or an element, at any depth.
func (h *hand) edit(v reflect.Value) {
	fields := fieldsOf(v.Type())
	f := fields[h.IntN(len(fields))]
	if slices.Contains(untouched, f.name) {
		return
	}
	field := v.FieldByIndex(f.index)
	switch {
	case isElements(field.Type()):
		h.editList(field)
	case field.Kind() == reflect.Struct:
		h.edit(field)
	default:
		h.fill(field)
	}
}

func (h *hand) editList(list reflect.Value) {
	n := list.Len()
	switch op := h.IntN(8); {
	case n == 0 || op < 2: // put a new element anywhere
		fresh := reflect.New(list.Type().Elem()).Elem()
		for range 3 {
			h.edit(fresh)
		}
		h.n++
		fresh.FieldByName("ID").SetString(fmt.Sprintf("%s%d", h.author, h.n))
		at := h.IntN(n + 1)
		out := reflect.MakeSlice(list.Type(), 0, n+1)
		out = reflect.Append(reflect.AppendSlice(out, list.Slice(0, at)), fresh)
		list.Set(reflect.AppendSlice(out, list.Slice(at, n)))
	case op == 2: // take one out
		at := h.IntN(n)
		out := reflect.AppendSlice(reflect.MakeSlice(list.Type(), 0, n), list.Slice(0, at))
		list.Set(reflect.AppendSlice(out, list.Slice(at+1, n)))
	case op == 3: // another order
		swap := reflect.Swapper(list.Interface())
		h.Shuffle(n, swap)
	default:
		h.edit(list.Index(h.IntN(n)))
	}
}

func (h *hand) fill(v reflect.Value) {
	if h.IntN(5) == 0 {
		v.SetZero()
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(h.word())
	case reflect.Bool:
		v.SetBool(!v.Bool())
	case reflect.Int, reflect.Int32, reflect.Int64:
		v.SetInt(1 + h.Int64N(700000))
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), h.IntN(3), 3))
		for i := range v.Len() {
			v.Index(i).SetString(h.word())
		}
	default:
		panic("a record has a field that hands cannot fill: " + v.Type().String())
	}
}

func (h *hand) editCase(c *Case, times int) {
	for range times {
		h.edit(reflect.ValueOf(c).Elem())
	}
}

func (h *hand) event(c *Case) *Event {
	var uid UID
	for i := range uid {
		uid[i] = byte(h.Uint32())
	}
	return &Event{Version: EventVersion, UID: uid, Seq: 1, Author: ElementID(h.author), At: int64(h.n), Subject: c.ID}
}

func text(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// Changing a case and folding the change into the old one are the same.
func TestDiff_Apply(t *testing.T) {
	for seed := range uint64(400) {
		h := newHand(seed, "a")
		from := &Case{ID: CaseID{1}}
		h.editCase(from, 60)
		to := from.Clone()
		h.editCase(to, 1+h.IntN(20))
		kept, e := text(t, from), h.event(from)
		changes := Diff(from, to)
		if text(t, from) != kept {
			t.Fatalf("seed %d: Diff changed its input", seed)
		}
		got := from.Clone()
		Apply(got, e, Body{changes})
		if diff := cmp.Diff(to, got, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("seed %d: %s", seed, diff)
		}
		if text(t, from) != kept {
			t.Fatalf("seed %d: folding into a clone changed the original", seed)
		}
		if again := Diff(got, to); len(again) != 0 {
			t.Fatalf("seed %d: still different: %v", seed, again)
		}
		before := text(t, got)
		if Apply(got, e, Body{changes}); text(t, got) != before {
			t.Fatalf("seed %d: values that are there already made a difference", seed)
		}
	}
}

func TestDiff_Committee(t *testing.T) {
	from := &Committee{Name: "东篱村人民调解委员会", Mediators: []Mediator{{ID: "m1", Name: "寿永康", Head: true}, {ID: "m2", Name: "郦小红"}}}
	to := from.Clone()
	to.Mediators[0].Head, to.Mediators[1].Head, to.Village = false, true, "东篱村"
	changes := Diff(from, to)
	if len(changes) != 3 {
		t.Errorf("changes %v", changes)
	}
	Apply(from, &Event{}, Body{changes})
	if diff := cmp.Diff(to, from); diff != "" {
		t.Error(diff)
	}
}

// chain is what one author does to a case, not knowing of the other: the events, and what the author saw at the end.
type chain struct {
	events []*Event
	bodies []Body
	view   *Case
}

func (h *hand) chain(base *Case, events int) chain {
	ch := chain{view: base.Clone()}
	for range events {
		next := ch.view.Clone()
		h.editCase(next, 1+h.IntN(4))
		if n := len(next.Agreements); n > 0 && h.IntN(4) == 0 {
			a := &next.Agreements[h.IntN(n)]
			a.FrozenOn, a.PrintHash = Day(1+h.IntN(700000)), h.word()
		}
		e, body := h.event(base), Body{Diff(ch.view, next)}
		b, err := body.Encode()
		if err == nil {
			body, err = DecodeBody(b)
		}
		if err != nil && len(body.Changes) > 0 {
			panic(err)
		}
		Apply(ch.view, e, body)
		ch.events, ch.bodies = append(ch.events, e), append(ch.bodies, body)
	}
	return ch
}

// fold folds two chains in the order that bits give: a 1 takes the next of b.
func fold(base *Case, a, b chain, bits int, eachStep func(*Case) *Case) *Case {
	c := base.Clone()
	var at [2]int
	for range len(a.events) + len(b.events) {
		who, ch := bits&1, []chain{a, b}[bits&1]
		if at[who] == len(ch.events) {
			who = 1 - who
			ch = []chain{a, b}[who]
		}
		Apply(c, ch.events[at[who]], ch.bodies[at[who]])
		at[who]++
		bits >>= 1
		c = eachStep(c)
	}
	return c
}

func asIs(c *Case) *Case { return c }

// All interleavings of two authors with four events each: whatever an author typed and had before the eyes at the
// end is in the merged case, in its place or in a conflict (invariant I8); the same order gives the same case, even
// when it is stored and read back at every step.
func TestApply_TwoAuthors(t *testing.T) {
	typed := regexp.MustCompile(`𬭎[ab]\d+号`)
	conflicts := map[ConflictReason]int{}
	for seed := range uint64(60) {
		base := &Case{ID: CaseID{1}}
		newHand(seed, "c").editCase(base, 40)
		a, b := newHand(seed, "a").chain(base, 4), newHand(seed, "b").chain(base, 4)
		words := append(typed.FindAllString(text(t, a.view), -1), typed.FindAllString(text(t, b.view), -1)...)
		for bits := range 1 << 8 {
			c := fold(base, a, b, bits, asIs)
			merged := text(t, c)
			for _, w := range words {
				if !strings.Contains(merged, w) {
					t.Fatalf("seed %d, order %08b: %s is gone", seed, bits, w)
				}
			}
			for _, x := range c.Conflicts {
				conflicts[x.Reason]++
			}
			if bits%37 != 0 {
				continue
			}
			if again := text(t, fold(base, a, b, bits, asIs)); again != merged {
				t.Fatalf("seed %d, order %08b: folded twice, two cases", seed, bits)
			}
			stored := fold(base, a, b, bits, func(c *Case) *Case { return reread(t, c) })
			if again := text(t, stored); again != merged {
				t.Fatalf("seed %d, order %08b: stored at each step, another case:\n%s\n%s", seed, bits, merged, again)
			}
		}
	}
	for _, why := range []ConflictReason{TwoPeople, FrozenText, Removed} {
		if conflicts[why] == 0 {
			t.Errorf("no random history led to a conflict %q", why)
		}
	}
}

func reread(t *testing.T, c *Case) *Case {
	t.Helper()
	var back Case
	if err := json.Unmarshal([]byte(text(t, c)), &back); err != nil {
		t.Fatal(err)
	}
	return &back
}

// One change of each of two people, in both orders: what is shown, and what is kept beside it.
func TestApply_BothDirections(t *testing.T) {
	for _, x := range []struct {
		name                 string
		a, b                 func(*Case)
		ab, ba               func(*Case) any // what the case shows
		wantAB, wantBA       any
		conflictAB, confictB string // "reason path other", empty for none
	}{
		{
			name: "the same field",
			a:    func(c *Case) { c.Summary = "甲" }, b: func(c *Case) { c.Summary = "乙" },
			ab: func(c *Case) any { return c.Summary }, wantAB: "乙", wantBA: "甲",
			conflictAB: `two_people summary "甲"`, confictB: `two_people summary "乙"`,
		},
		{
			name: "the same value",
			a:    func(c *Case) { c.Summary = "甲" }, b: func(c *Case) { c.Summary = "甲" },
			ab: func(c *Case) any { return c.Summary }, wantAB: "甲", wantBA: "甲",
		},
		{
			name: "two fields of one party",
			a:    func(c *Case) { c.Parties[0].Phone = "1" }, b: func(c *Case) { c.Parties[0].Job = "农民" },
			ab: func(c *Case) any { return c.Parties[0].Phone + c.Parties[0].Job }, wantAB: "1农民", wantBA: "1农民",
		},
		{
			name: "one clears, one changes",
			a:    func(c *Case) { c.Summary = "" }, b: func(c *Case) { c.Summary = "乙" },
			ab: func(c *Case) any { return c.Summary }, wantAB: "乙", wantBA: "",
			conflictAB: `two_people summary ""`, confictB: `two_people summary "乙"`,
		},
		{
			name: "one removes, one changes",
			a:    func(c *Case) { c.Sessions = c.Sessions[1:] }, b: func(c *Case) { c.Sessions[0].Notes = "乙" },
			ab: func(c *Case) any { return len(c.Sessions) }, wantAB: 5, wantBA: 5,
			conflictAB: `removed sessions.s1.notes "乙"`, confictB: `two_people sessions.s1 {"id":"s1"`,
		},
		{
			name: "both remove",
			a:    func(c *Case) { c.Sessions = c.Sessions[1:] }, b: func(c *Case) { c.Sessions = c.Sessions[1:] },
			ab: func(c *Case) any { return len(c.Sessions) }, wantAB: 5, wantBA: 5,
		},
		{
			name: "one removes an agreement, one a clause of it",
			a:    func(c *Case) { c.Agreements = nil }, b: func(c *Case) { c.Agreements[0].Clauses = c.Agreements[0].Clauses[:3] },
			ab: func(c *Case) any { return len(c.Agreements) }, wantAB: 0, wantBA: 0,
			confictB: `two_people agreements.g {"id":"g"`,
		},
		{
			name: "both add",
			a:    func(c *Case) { c.Sessions = append(c.Sessions, meeting("sa", "03-25")) }, b: func(c *Case) { c.Sessions = append(c.Sessions, meeting("sb", "03-26")) },
			ab: func(c *Case) any { return string(c.Sessions[6].ID + c.Sessions[7].ID) }, wantAB: "sasb", wantBA: "sbsa",
		},
		{
			name: "one puts a clause first, one adds one",
			a:    func(c *Case) { s := c.Agreements[0].Clauses; s[0], s[3] = s[3], s[0] },
			b: func(c *Case) {
				c.Agreements[0].Clauses = append(c.Agreements[0].Clauses, Clause{ID: "cx", Text: "其他"})
			},
			ab: func(c *Case) any {
				return string(c.Agreements[0].Clauses[0].ID + c.Agreements[0].Clauses[4].ID)
			}, wantAB: "c4cx", wantBA: "c4cx",
		},
		{
			name: "one prints, one edits the text: the record shows what is on the paper",
			a:    func(c *Case) { freeze(c, &c.Agreements[0], "03-24") }, b: func(c *Case) { c.Agreements[0].Facts = "乙" },
			ab: func(c *Case) any { return c.Agreements[0].Facts }, wantAB: "双方确认的事实。", wantBA: "双方确认的事实。",
			conflictAB: `frozen agreements.g.facts "乙"`, confictB: `two_people agreements.g {"id":"g","form":"written","version":1,"on":"2026-03-24","facts":"乙"`,
		},
		{
			name: "both print, with different texts",
			a:    func(c *Case) { freeze(c, &c.Agreements[0], "03-24") },
			b:    func(c *Case) { c.Agreements[0].Facts = "乙"; freeze(c, &c.Agreements[0], "03-24") },
			ab:   func(c *Case) any { return c.Agreements[0].Facts }, wantAB: "双方确认的事实。", wantBA: "乙",
			conflictAB: `frozen agreements.g {"id":"g","form":"written","version":1,"on":"2026-03-24","facts":"乙"`,
			confictB:   `frozen agreements.g {"id":"g","form":"written","version":1,"on":"2026-03-24","facts":"双方`,
		},
	} {
		base := sampleNeighbours()
		event := func(name string, edit func(*Case)) (*Event, Body) {
			to := base.Clone()
			edit(to)
			return &Event{UID: UID{name[0]}, Author: ElementID(name), At: 7, Subject: base.ID}, Body{Diff(base, to)}
		}
		ea, ba := event("a", x.a)
		eb, bb := event("b", x.b)
		check := func(order string, c *Case, later *Event, want any, conflict string) {
			if got := x.ab(c); got != want {
				t.Errorf("%s, %s: shows %v, want %v", x.name, order, got, want)
			}
			if conflict == "" && len(c.Conflicts) == 0 {
				return
			}
			if len(c.Conflicts) != 1 || conflict == "" {
				t.Errorf("%s, %s: conflicts %s, want %q", x.name, order, text(t, c.Conflicts), conflict)
				return
			}
			k := c.Conflicts[0]
			if got := fmt.Sprintf("%s %s %s", k.Reason, k.Path, k.Other); !strings.HasPrefix(got, conflict) {
				t.Errorf("%s, %s: conflict %s, want %s", x.name, order, got, conflict)
			}
			if k.Author != later.Author || k.Event != UIDText(later.UID.String()) || k.At != 7 || k.ID == "" {
				t.Errorf("%s, %s: conflict of %+v", x.name, order, k)
			}
		}
		first, second := base.Clone(), base.Clone()
		Apply(first, ea, ba)
		Apply(first, eb, bb)
		check("a first", first, eb, x.wantAB, x.conflictAB)
		Apply(second, eb, bb)
		Apply(second, ea, ba)
		check("b first", second, ea, x.wantBA, x.confictB)
	}
}

// Of an agreement in force only its performance, its prints and its end may change; before that, the marks too.
func TestApply_Frozen(t *testing.T) {
	edits := map[string]struct {
		printed, inForce bool // may it change
		edit             func(*Agreement)
	}{
		"facts":          {false, false, func(a *Agreement) { a.Facts = "改" }},
		"day":            {false, false, func(a *Agreement) { a.On++ }},
		"clause":         {false, false, func(a *Agreement) { a.Clauses[0].Amount++ }},
		"new clause":     {false, false, func(a *Agreement) { a.Clauses = append(a.Clauses, Clause{ID: "n", Text: "改"}) }},
		"no clause":      {false, false, func(a *Agreement) { a.Clauses = nil }},
		"clause order":   {false, false, func(a *Agreement) { slices.Reverse(a.Clauses) }},
		"item":           {false, false, func(a *Agreement) { a.Items[0].Amount++ }},
		"item's day":     {false, false, func(a *Agreement) { a.Items[0].Due++ }},
		"no item":        {false, false, func(a *Agreement) { a.Items = nil }},
		"hash":           {false, false, func(a *Agreement) { a.PrintHash = "cd" }},
		"frozen":         {false, false, func(a *Agreement) { a.FrozenOn = 0 }},
		"party's name":   {false, false, func(a *Agreement) { a.Parties[0].Name = "改" }},
		"form":           {false, false, func(a *Agreement) { a.Form = Oral }},
		"mark":           {true, false, func(a *Agreement) { a.Marks[0].Kind = Fingerprint }},
		"mark taken":     {true, false, func(a *Agreement) { a.Marks = a.Marks[1:] }},
		"mediator":       {true, false, func(a *Agreement) { a.MediatorMark++ }},
		"seal":           {true, false, func(a *Agreement) { a.SealOn = 0 }},
		"paper":          {true, false, func(a *Agreement) { a.PaperSeen = false }},
		"done":           {true, true, func(a *Agreement) { a.Items[0].DoneOn = on("03-30") }},
		"paid through":   {true, true, func(a *Agreement) { a.Items[0].PaidThrough = on("03-30") }},
		"receipt":        {true, true, func(a *Agreement) { a.Items[0].Receipt = "收条" }},
		"urge":           {true, true, func(a *Agreement) { a.Items[0].Urges = []Urge{{ID: "u", On: on("04-01")}} }},
		"printed again":  {true, true, func(a *Agreement) { a.Prints++ }},
		"void":           {true, true, func(a *Agreement) { a.VoidOn, a.VoidReason = on("04-01"), "重订" }},
		"day of effect":  {true, false, func(a *Agreement) { a.EffectiveOn = on("03-25") }},
		"whole, removed": {false, false, nil},
	}
	for name, x := range edits {
		for _, inForce := range []bool{false, true} {
			base := sampleNeighbours()
			freeze(base, &base.Agreements[0], "03-24")
			sign(base, &base.Agreements[0], "03-24")
			allowed := x.printed
			if inForce {
				base.Agreements[0].EffectiveOn, allowed = on("03-24"), x.inForce
			}
			to := base.Clone()
			if x.edit == nil {
				to.Agreements = nil
			} else {
				x.edit(&to.Agreements[0])
			}
			got := base.Clone()
			Apply(got, &Event{UID: UID{1}, Subject: base.ID}, Body{Diff(base, to)})
			changed := cmp.Diff(base.Agreements, got.Agreements) != ""
			if changed != allowed || allowed == (len(got.Conflicts) > 0) {
				t.Errorf("%s, in force %v: changed %v, conflicts %s", name, inForce, changed, text(t, got.Conflicts))
			}
			for _, k := range got.Conflicts {
				if k.Reason != FrozenText {
					t.Errorf("%s, in force %v: conflict %s", name, inForce, text(t, k))
				}
			}
		}
	}
}

// An oral agreement has no print: its text is fixed when it takes effect.
func TestApply_FrozenOral(t *testing.T) {
	base := sampleNeighbours()
	base.Agreements[0].Form = Oral
	effect, edit := base.Clone(), base.Clone()
	effect.Agreements[0].EffectiveOn = on("03-24")
	edit.Agreements[0].Facts = "改"
	for _, order := range [][]*Case{{effect, edit}, {edit, effect}} {
		c := base.Clone()
		for i, to := range order {
			Apply(c, &Event{UID: UID{byte(i + 1)}, Subject: base.ID}, Body{Diff(base, to)})
		}
		if c.Agreements[0].Facts != base.Agreements[0].Facts || len(c.Conflicts) != 1 || !strings.Contains(string(c.Conflicts[0].Other), "改") {
			t.Errorf("facts %q, conflicts %s", c.Agreements[0].Facts, text(t, c.Conflicts))
		}
	}
}

// What a newer program wrote is kept by its path, and travels with the case.
func TestApply_Newer(t *testing.T) {
	c := sampleNeighbours()
	body, err := DecodeBody([]byte(`{"c":[
		{"p":"weather","v":"晴"},
		{"p":"photos.x1","v":{"id":"x1","hash":"00"}},
		{"p":"parties.a.nickname","v":"老叶"},
		{"p":"parties.a.name.first","v":"建国"},
		{"p":"summary","v":["一","二"],"b":""},
		{"p":"sessions.new","v":{"on":"2026-03-25","mood":"好"}},
		{"p":"place","v":"村口"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	Apply(c, &Event{UID: UID{1}, Subject: c.ID}, body)
	c = reread(t, c).Clone()
	want := map[string]json.RawMessage{
		"weather": json.RawMessage(`"晴"`), "photos.x1": json.RawMessage(`{"id":"x1","hash":"00"}`),
		"parties.a.nickname": json.RawMessage(`"老叶"`), "parties.a.name.first": json.RawMessage(`"建国"`),
		"summary": json.RawMessage(`["一","二"]`), "sessions.new": json.RawMessage(`{"on":"2026-03-25","mood":"好"}`),
	}
	if diff := cmp.Diff(want, c.Extra); diff != "" {
		t.Error(diff)
	}
	if s := c.Sessions[6]; s.ID != "new" || s.On != on("03-25") || c.Place != "村口" || c.Summary == "" || c.Parties[0].Name != "叶建国" {
		t.Errorf("session %+v, place %q, summary %q", s, c.Place, c.Summary)
	}
}

// Settling takes the item away; it does not come back when the events are folded again.
func TestApply_Settle(t *testing.T) {
	base := sampleNeighbours()
	a, b := base.Clone(), base.Clone()
	a.Summary, b.Summary = "甲", "乙"
	merged := base.Clone()
	Apply(merged, &Event{UID: UID{1}, Subject: base.ID}, Body{Diff(base, a)})
	Apply(merged, &Event{UID: UID{2}, Subject: base.ID}, Body{Diff(base, b)})
	settled := merged.Clone()
	settled.Conflicts, settled.Summary = nil, "甲"
	changes := Diff(merged, settled)
	for range 2 { // two people settle it alike
		Apply(merged, &Event{UID: UID{3}, Subject: base.ID}, Body{changes})
	}
	if len(merged.Conflicts) != 0 || merged.Summary != "甲" {
		t.Errorf("summary %q, conflicts %s", merged.Summary, text(t, merged.Conflicts))
	}
}

// Who wrote twice while another wrote once leaves one item: the second text is a decision on
// the first.
func TestApply_AnItemThatItsWriterChanged(t *testing.T) {
	base := sampleNeighbours()
	first, second, other := base.Clone(), base.Clone(), base.Clone()
	first.Summary, second.Summary, other.Summary = "甲", "甲甲", "乙"
	changes := [][]Change{Diff(base, first), Diff(first, second), Diff(base, other)}
	for name, tt := range map[string]struct {
		order []int
		shown string
		items []string
	}{
		"the other between": {[]int{0, 2, 1}, "甲甲", []string{`"乙"`}},
		"the other first":   {[]int{2, 0, 1}, "甲甲", []string{`"乙"`}},
		"the other last":    {[]int{0, 1, 2}, "乙", []string{`"甲甲"`}},
	} {
		c := base.Clone()
		for _, i := range tt.order {
			Apply(c, &Event{UID: UID{byte(i + 1)}, Subject: base.ID}, Body{changes[i]})
		}
		var items []string
		for _, x := range c.Conflicts {
			items = append(items, string(x.Other))
		}
		if c.Summary != tt.shown || !slices.Equal(items, tt.items) {
			t.Errorf("%s: %s is shown beside %s", name, c.Summary, items)
		}
	}
}

// Two values for one path in one event are two items, and elements that lost their ID are not lost.
func TestApply_Odd(t *testing.T) {
	c := agreed(t)
	Apply(c, &Event{UID: UID{1}, Subject: c.ID}, Body{[]Change{
		{Path: "agreements.g.facts", Value: json.RawMessage(`"一"`)}, {Path: "agreements.g.facts", Value: json.RawMessage(`"二"`)},
		{Path: "agreements.g.facts", Value: json.RawMessage(`"二"`)},
	}})
	if len(c.Conflicts) != 2 || c.Conflicts[0].ID == c.Conflicts[1].ID {
		t.Errorf("conflicts %s", text(t, c.Conflicts))
	}
	c = &Case{Tags: []string{"x"}, Parties: []Party{{ID: "a"}}}
	if Apply(c, &Event{}, Body{Diff(c, &Case{Tags: []string{}, Parties: []Party{}})}); text(t, c) != "{}" {
		t.Errorf("emptied lists leave %s", text(t, c))
	}
	from, to := &Case{}, &Case{Parties: []Party{{Name: "甲"}, {Name: "乙"}}}
	Apply(from, &Event{UID: UID{1}}, Body{Diff(from, to)})
	if got := text(t, from); !strings.Contains(got, "甲") || !strings.Contains(got, "乙") || from.Extra != nil {
		t.Errorf("parties without an ID: %s", got)
	}
}

func TestClone_Deep(t *testing.T) {
	c := &Case{ID: CaseID{1}}
	newHand(5, "a").editCase(c, 400)
	c.Extra = map[string]json.RawMessage{"new": json.RawMessage(`"x"`)}
	c.Conflicts = []Conflict{{ID: "k", Other: json.RawMessage(`"x"`)}}
	kept, clone := text(t, c), c.Clone()
	if diff := cmp.Diff(c, clone); diff != "" {
		t.Fatal(diff)
	}
	scribble(reflect.ValueOf(clone).Elem())
	clone.Extra["new"][1] = 'y'
	clone.Extra["more"] = nil
	if text(t, c) != kept {
		t.Error("writing into the clone changed the case")
	}
	if text(t, clone) == kept {
		t.Error("nothing was written into the clone")
	}
}

// scribble overwrites every text in place, at any depth.
func scribble(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			scribble(v.Field(i))
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			scribble(v.Index(i))
		}
	case reflect.String:
		v.SetString("涂")
	case reflect.Uint8:
		v.SetUint('1')
	}
}

func TestCase_JSON(t *testing.T) {
	for seed := range uint64(50) {
		c := &Case{ID: CaseID{1}}
		newHand(seed, "a").editCase(c, 200)
		if diff := cmp.Diff(c, reread(t, c)); diff != "" {
			t.Fatalf("seed %d: %s", seed, diff)
		}
	}
	if got := text(t, &Case{}); got != "{}" {
		t.Errorf("an empty case is %s", got)
	}
}

func TestDecodeBody_Damaged(t *testing.T) {
	long := strings.Repeat("a", 401)
	for _, s := range []string{``, `{`, `[]`, `{"c":[{"p":"","v":1}]}`, `{"c":[{"p":"x"}]}`, `{"c":[{"p":"` + long + `","v":1}]}`,
		`{"c":[{"p":"a.a.a.a.a.a.a.a.a.a.a.a.a.a","v":1}]}`, `{"c":[{"p":"x","v":01}]}`} {
		if body, err := DecodeBody([]byte(s)); err == nil || len(body.Changes) != 0 {
			t.Errorf("%.60s was read as %v", s, body)
		}
	}
}

// Whatever bytes arrive as a body, folding them neither fails nor makes a case that cannot be stored, printed in a
// list, counted or moved on.
func FuzzApply(f *testing.F) {
	base := sampleNeighbours()
	for seed := range uint64(20) {
		h := newHand(seed, "f")
		to := base.Clone()
		h.editCase(to, 10)
		b, err := Body{Diff(base, to)}.Encode()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte(`{"c":[{"p":"parties.","v":{}},{"p":"parties.","v":null},{"p":"parties","v":["r","zz","a"]},{"p":"agreements.g","v":null}]}`))
	f.Add([]byte(`{"c":[{"p":"extension","v":{"to":"9999-12-31"}},{"p":"id","v":1},{"p":"extra","v":{}},{"p":"conflicts.k","v":{"other":null}}]}`))
	f.Add([]byte(`{"c":[{"p":"status","v":"handed_up"},{"p":"parties.a.group","v":9223372036854775807},{"p":"claimed","v":-1}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		body, err := DecodeBody(b)
		if err != nil {
			return
		}
		for _, c := range []*Case{base.Clone(), {}} {
			e := &Event{UID: UID{1}, Subject: CaseID{1}}
			Apply(c, e, body)
			if again := reread(t, c); text(t, again) != text(t, c) {
				t.Fatalf("stored and read back:\n%s\n%s", text(t, c), text(t, again))
			}
			use(t, c)
		}
	})
}

// use calls what a desk calls on any case it holds.
func use(t *testing.T, c *Case) {
	t.Helper()
	if row, ok := FactOf(c); ok {
		if back, err := DecodeFact(row.Encode()); err != nil || back != row {
			t.Fatalf("fact row %+v came back as %+v: %v", row, back, err)
		}
	}
	_, _, _ = c.Title(), c.Check(), Deadlines(c, on("03-24"), nil)
	_, _, _ = c.Performed(on("03-24")), c.Overdue(on("03-24")), c.Moved()
	for _, step := range Steps {
		_ = Why(c, step.Move, on("03-24"))
	}
	for i := range c.Agreements {
		a := &c.Agreements[i]
		_, _, _, _, _ = a.Check(), checker.Agreement(c, a), a.Copies(c), c.RoutesFor(a, on("03-24")), c.ConfirmParts(a)
		_, _ = c.WhyNotConfirm(a, on("03-24"))
	}
	Follow(c, on("03-24"))
	if len(Diff(c, c.Clone())) != 0 {
		t.Fatal("a clone differs from its case")
	}
}
