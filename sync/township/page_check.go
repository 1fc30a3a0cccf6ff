package township

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// checksShown is how many lines a page of the comparison lists, newestShown how many
// cases the page of one village.
const (
	checksShown = 100
	newestShown = 20
)

// checkBody compares what villages and township count.
type checkBody struct {
	Columns []column
	Rows    []*checkRow
	Sheaf   sheaf
	States  []stateCount
	Cases   int
	Digest  string
	Held    []heldRow
	// Differ are cases of which two levels have different rows, Twice those that two places
	// sent.
	Differ []differRow
	Twice  []twiceRow
}

// checkRow is one computer of a village, or a village without any. What is costly to write
// is written for the rows that are shown.
type checkRow struct {
	Village, Area                      string
	Cases, TheirCases, Waiting, Behind int
	Heard                              time.Time
	verdict

	of             query
	device         data.DeviceID
	digest, theirs data.Hash
}

// At is when the computer was last heard of.
func (r checkRow) At() string { return moment(r.Heard) }

// URL leads to how the village compares.
func (r checkRow) URL() string { return r.of.address("/check/village") }

// Device is how people tell the computer apart.
func (r checkRow) Device() string {
	if r.device == (data.DeviceID{}) {
		return "—"
	}
	return short(r.device)
}

// Digest is the check of the village's rows here, Theirs the one that the computer gave.
func (r checkRow) Digest() string { return grouped(r.digest) }

// Theirs is the check that the computer gave.
func (r checkRow) Theirs() string {
	if r.theirs == (data.Hash{}) {
		return "—"
	}
	return grouped(r.theirs)
}

// heldRow is an event that was refused or is in quarantine.
type heldRow struct {
	At, Village, Device string
	Seq                 uint64
	Reason              string
}

func (p *pages) check(v visit) {
	q, ok := p.asked(v)
	if !ok {
		return
	}
	c, err := p.s.compared(v.r.Context())
	if err != nil {
		p.broken(v, err)
		return
	}
	body := checkBody{}
	var sum data.FactSum
	for i := range c.villages {
		one := &c.villages[i]
		if one.Town {
			body.Rows = append(body.Rows, checkRows(q, one, c.devices[one.ID])...)
			continue // its rows are its villages'
		}
		body.Cases, sum = body.Cases+one.Cases, sum.And(one.Sum)
		if one.Of == "" { // else its township's server speaks for it
			body.Rows = append(body.Rows, checkRows(q, one, c.devices[one.ID])...)
		}
	}
	body.Differ, body.Twice = c.differ, c.twice
	body.Digest, body.States = grouped(sum.Check(body.Cases)), verdictsOf(body.Rows)
	if !sortLines(body.Rows, listing{sort: cmp.Or(q.sort, "verdict")}, checkColumns) {
		p.unasked(v)
		return
	}
	for _, of := range checkHeads(p.s.level(v.r.Context())) {
		body.Columns = append(body.Columns, q.head("/check", of.code, of.name, of.number))
	}
	body.Rows, body.Sheaf = cutPage(body.Rows, checksShown, q.page, q.turn("/check"))
	for _, h := range c.held[:min(len(c.held), heldShown)] {
		body.Held = append(body.Held, heldRow{
			moment(h.Received), c.names[h.Village], short(h.Chain.Device), h.Seq, reasonNames(h.Reason),
		})
	}
	p.show(v, http.StatusOK, "check", page{Title: menuCheck, Body: body})
}

// checkHead is a column of the table.
type checkHead struct {
	code, name string
	number     bool
}

// checkHeads are the columns of the table, but for the computer and the two codes.
func checkHeads(of level) []checkHead {
	return []checkHead{
		{"area", of.Unit, false}, {"cases", of.Here + "件数", true}, {"theirs", of.There + "件数", true}, {"waiting", "未送出", true},
		{"behind", "未收取", true}, {"heard", "最近联系", false}, {"verdict", "结论", false},
	}
}

var checkColumns = map[string]func(a, b *checkRow) int{
	"area":    func(a, b *checkRow) int { return cmp.Compare(a.Area, b.Area) },
	"cases":   func(a, b *checkRow) int { return cmp.Compare(a.Cases, b.Cases) },
	"theirs":  func(a, b *checkRow) int { return cmp.Compare(a.TheirCases, b.TheirCases) },
	"waiting": func(a, b *checkRow) int { return cmp.Compare(a.Waiting, b.Waiting) },
	"behind":  func(a, b *checkRow) int { return cmp.Compare(a.Behind, b.Behind) },
	"heard":   func(a, b *checkRow) int { return a.Heard.Compare(b.Heard) },
	"verdict": func(a, b *checkRow) int { return cmp.Compare(a.order, b.order) },
}

// comparison is all that the check compares, on one snapshot.
type comparison struct {
	villages []ledger.Village
	names    map[ledger.VillageID]string
	devices  map[ledger.VillageID][]ledger.Device
	held     []ledger.Held
	differ   []differRow
	twice    []twiceRow
}

func (s *Server) compared(ctx context.Context) (c comparison, err error) {
	err = s.ask(ctx, func(b *board) error {
		c.devices, c.names = map[ledger.VillageID][]ledger.Device{}, b.names()
		for _, p := range b.order {
			c.villages, c.devices[p.ID] = append(c.villages, *p.Village), p.inUse()
		}
		return nil
	})
	if err != nil {
		return c, err
	}
	err = s.led.View(ctx, func(r ledger.Reader) (err error) {
		if c.held, err = r.Held(heldLooked); err != nil {
			return err
		}
		all, err := sentTwice(r, c.held)
		if err == nil {
			c.twice, err = twiceRows(all, c.names)
		}
		if err != nil {
			return err
		}
		c.differ, err = differRows(r, c.villages, c.names)
		return err
	})
	return c, err
}

// checkRows returns a village's computers with what each said last.
func checkRows(q query, v *ledger.Village, devices []ledger.Device) (rows []*checkRow) {
	base := checkRow{
		Village: v.Name, Area: v.Area, Cases: v.Cases, digest: v.Sum.Check(v.Cases), verdict: unconnected,
		of: query{period: q.period, figure: q.figure, village: string(v.ID)},
	}
	for i := range devices {
		d := &devices[i]
		row := base
		row.device, row.Heard, row.theirs = d.ID, d.Report.At, d.Report.Digest
		row.TheirCases, row.Waiting, row.Behind = d.Report.Cases, d.Report.Waiting, d.Report.Behind
		row.verdict = verdictOf(row.digest, d.Report)
		rows = append(rows, &row)
	}
	if len(rows) == 0 {
		rows = append(rows, &base)
	}
	return rows
}

// verdict is the state of a comparison in words; order puts what needs a look first.
type verdict struct {
	Verdict, Class string
	order          int
}

var unconnected = verdict{"未接入", "off", 5}

// verdictOf compares a computer's own totals check with the township's: now, and at the
// time the computer gave it.
func verdictOf(digest data.Hash, r ledger.Report) verdict {
	switch {
	case r.At.IsZero():
		return verdict{"未连接", "off", 4}
	case r.Digest == digest:
		return verdict{"一致", "good", 6}
	case r.Waiting > 0, r.Behind > 0:
		return verdict{"传输中", "wait", 2}
	case r.Same:
		return verdict{"核对后有变化", "wait", 1}
	case r.Digest == data.Hash{}:
		return verdict{"从未核对", "off", 3}
	}
	return verdict{"不一致", "bad", 0}
}

// verdictsOf counts the lines of each verdict.
func verdictsOf(rows []*checkRow) (all []stateCount) {
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(a, b *checkRow) int { return cmp.Compare(a.order, b.order) })
	for _, r := range rows {
		if n := len(all); n == 0 || all[n-1].Words != r.Verdict {
			all = append(all, stateCount{Words: r.Verdict, Class: r.Class})
		}
		all[len(all)-1].Count++
	}
	return all
}

// checkVillageBody is the page on how one village compares.
type checkVillageBody struct {
	Name, Totals string
	Rows         []comparedRow
	Newest       []changedRow
	// Differ are the cases that were found to differ, At when they were compared one by one.
	Differ []differRow
	At     string
	// Town is what a township's page has beside.
	Town *townCheck
}

// comparedRow is one computer: what it said, and which cases differ.
type comparedRow struct {
	checkRow
	Says   string
	Differ []changedRow
}

// changedRow is a case with when it last changed here.
type changedRow struct {
	At string
	caseRow
}

func (p *pages) checkVillage(v visit) {
	q, ok := p.asked(v)
	if !ok {
		return
	}
	q = query{period: q.period, figure: q.figure, village: q.village}
	var body checkVillageBody
	var of []ledger.Device
	var names map[ledger.VillageID]string
	err := p.s.ask(v.r.Context(), func(b *board) error {
		if one := b.places[ledger.VillageID(q.village)]; one != nil {
			q.village = string(cmp.Or(one.Of, one.ID)) // its township speaks for it
			of, names = b.places[ledger.VillageID(q.village)].inUse(), b.names()
		}
		return nil
	})
	if err == nil {
		err = p.s.led.View(v.r.Context(), func(r ledger.Reader) (err error) {
			body, err = checkVillageOf(r, q, of, names)
			return err
		})
	}
	switch {
	case errors.Is(err, data.ErrNotFound):
		p.noVillage(v)
	case err != nil:
		p.broken(v, err)
	default:
		p.show(v, http.StatusOK, "checkvillage", page{Title: body.Name + "核对", Body: body})
	}
}

// checkVillageOf compares a village or a township with its computers, of one snapshot.
func checkVillageOf(r ledger.Reader, q query, of []ledger.Device, names map[ledger.VillageID]string) (body checkVillageBody, err error) {
	one, err := r.Village(ledger.VillageID(q.village))
	if err != nil {
		return body, err
	}
	for i := range of {
		if of[i], err = r.Device(of[i].ID); err != nil {
			return body, err
		}
	}
	v := &one
	body = checkVillageBody{Name: v.Name, Totals: q.address("/village")}
	if v.Differs != nil {
		body.At = moment(v.Differs.At)
	}
	if body.Differ, err = differRows(r, []ledger.Village{*v}, names); err != nil {
		return body, err
	}
	d := &differ{r: r, village: v}
	if v.Town {
		err = body.checkTown(r, q, v, names)
	} else {
		err = body.newest(d)
	}
	if err != nil {
		return body, err
	}
	for i, row := range checkRows(q, v, of) {
		one := comparedRow{checkRow: *row}
		switch {
		case v.Town:
			one.Says = body.saysTown(row.verdict)
		case row.Class == "bad" && len(body.Differ) > 0:
			one.Says = body.saysListed()
		case i < len(of):
			if one.Says, one.Differ, err = d.explain(row.verdict, of[i].Report); err != nil {
				return body, err
			}
		}
		body.Rows = append(body.Rows, one)
	}
	return body, nil
}

// newest lists the cases of a village that changed last.
func (body *checkVillageBody) newest(d *differ) error {
	newest, err := d.r.Newest(d.village.ID, 0, newestShown)
	for i := range newest {
		row, err := d.changed(newest[i])
		if err != nil {
			return err
		}
		body.Newest = append(body.Newest, row)
	}
	return err
}

// saysSame is the sentence where both sides have the same.
const saysSame = "两边的统计一件不多、一件不少。"

// explain says in a sentence what a verdict means, with the cases that differ where
// they can be known.
func (d *differ) explain(of verdict, r ledger.Report) (says string, rows []changedRow, err error) {
	switch {
	case of.Class == "good":
		return saysSame, nil, nil
	case of.Class == "off":
		return "", nil, nil
	}
	found, ids, err := d.find(r)
	if err != nil {
		return "", nil, err
	}
	for _, id := range ids {
		c, err := d.r.Case(id)
		if err != nil {
			return "", nil, err
		}
		row, err := d.changed(c)
		if err != nil {
			return "", nil, err
		}
		rows = append(rows, row)
	}
	if found == foundNothing {
		return findingWords[found], nil, nil
	}
	return fmt.Sprintf(findingWords[found], len(ids)), rows, nil
}

// findingWords are the sentences for what was found.
var findingWords = map[finding]string{
	foundLater:   "村里的数与镇街较早时的一样，此后镇街有%d件变化，如下。村里的电脑下次联系后就会收到。",
	foundMissing: "村里少%d件，如下。请村里的电脑再联系一次；仍然如此，请与技术人员联系。",
	foundOlder:   "有%d件村里仍是较早的内容，如下。请村里的电脑再联系一次；仍然如此，请与技术人员联系。",
	foundNothing: "只凭合计看不出是哪几件。多半是村里有还没送出的记录，送出后再看；一直如此，请在村里逐件对照下面最近变动的案件。",
}

// changed is a case's row with the time of its last event.
func (d *differ) changed(c ledger.Case) (row changedRow, err error) {
	last, err := d.r.Stream(d.village.ID, c.Last-1, 1, 1)
	if err != nil {
		return row, err
	}
	row = changedRow{At: "—"}
	if len(last) > 0 {
		row.At = moment(last[0].Received)
	}
	row.caseRow, err = caseHere(d.village.Name, &c)
	return row, err
}
