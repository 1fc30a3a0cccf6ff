package data

import (
	"cmp"
	"slices"
)

// Figure is one number of the totals: a rule that says which cases it counts, and
// on which day each counts.
type Figure string

// The figures of the totals.
const (
	FigureReceived  Figure = "received"
	FigureAccepted  Figure = "accepted"
	FigureConcluded Figure = "concluded"
	FigureAgreed    Figure = "agreed"
	FigureWritten   Figure = "written"
	FigureOral      Figure = "oral"
	FigurePerformed Figure = "performed"
	FigureConfirmed Figure = "confirmed"
	FigureFailed    Figure = "failed"
	FigureRefused   Figure = "refused"
	FigureHandedUp  Figure = "handed_up"
	FigureOpen      Figure = "open"
)

// Figures lists the figures in the order the totals show them, with their names.
var Figures = List{
	{Code: string(FigureReceived), Name: "收到纠纷"}, {Code: string(FigureAccepted), Name: "受理"},
	{Code: string(FigureConcluded), Name: "办结"}, {Code: string(FigureAgreed), Name: "调解成功"},
	{Code: string(FigureWritten), Name: "书面协议"}, {Code: string(FigureOral), Name: "口头协议"},
	{Code: string(FigurePerformed), Name: "已履行"}, {Code: string(FigureConfirmed), Name: "司法确认有效"},
	{Code: string(FigureFailed), Name: "调解不成"}, {Code: string(FigureRefused), Name: "不予受理"},
	{Code: string(FigureHandedUp), Name: "移送"}, {Code: string(FigureOpen), Name: "期末在办"},
}

// Period is a span of days, both ends included; a 0 end is open.
type Period struct{ From, To Day }

// Has reports whether a day lies in the period; 0 never does.
func (p Period) Has(d Day) bool {
	return d != 0 && d >= p.From && (p.To == 0 || d <= p.To)
}

// ReportYear returns the reporting year that ends in a calendar year: 1 December
// to 30 November.
func ReportYear(year int) Period {
	from, _ := NewDay(year-1, 12, 1)
	to, _ := NewDay(year, 11, 30)
	return Period{from, to}
}

// ReportYearOf returns the reporting year a day lies in.
func ReportYearOf(d Day) Period {
	y, m, _ := d.Date()
	if m == 12 {
		y++
	}
	return ReportYear(y)
}

// counts returns the day a row counts on for a figure in a period, 0 if it does not.
func (f Figure) counts(r *Fact, p Period) Day {
	if r.Status == Void {
		return 0
	}
	day := r.Concluded
	switch f {
	case FigureReceived:
		day = r.Received
	case FigureAccepted:
		day = r.Accepted
	case FigureOpen:
		return r.openAt(p)
	}
	if !p.Has(day) || !f.includes(r) {
		return 0
	}
	return day
}

func (f Figure) includes(r *Fact) bool {
	switch f {
	case FigureAgreed:
		return r.Outcome == OutcomeWritten || r.Outcome == OutcomeOral
	case FigureWritten:
		return r.Outcome == OutcomeWritten
	case FigureOral:
		return r.Outcome == OutcomeOral
	case FigurePerformed:
		return r.Performance == FullyDone && FigureAgreed.includes(r)
	case FigureConfirmed:
		return r.Confirmation == Confirmed && FigureAgreed.includes(r)
	case FigureFailed:
		return r.Outcome == OutcomeFailed
	case FigureRefused:
		return r.Outcome == OutcomeRefused
	case FigureHandedUp:
		return r.Outcome == OutcomeHandedUp
	}
	return true
}

// openAt returns the day of receipt of a case that was open at the period's end.
func (f *Fact) openAt(p Period) Day {
	until := Period{To: p.To}
	if until.Has(f.Received) && !until.Has(f.Concluded) {
		return f.Received
	}
	return 0
}

// What a case has no type or no outcome yet is counted under.
const (
	NoType    DisputeType = "-"
	NoOutcome Outcome     = "-"
)

// TypeKey returns the dispute type a row counts under, NoType without one.
func (f *Fact) TypeKey() DisputeType { return cmp.Or(f.Type, NoType) }

// OutcomeKey returns the outcome a row counts under, NoOutcome while it is open.
func (f *Fact) OutcomeKey() Outcome { return cmp.Or(f.Outcome, NoOutcome) }

// Filter picks rows: all of a figure in a period, narrowed to a type, a month of
// counting, an outcome where they are set; NoType and NoOutcome pick those without.
type Filter struct {
	Figure  Figure
	Period  Period
	Type    DisputeType
	Month   Month
	Outcome Outcome
	// Column of the statistics table, on a basis, takes the place of the figure.
	Column ColumnCode
	Basis  Basis
}

// Match reports whether the filter picks a row.
func (f Filter) Match(r *Fact) bool {
	if f.Column != "" {
		return columnOf(f.Column).picks(r, f.Period, f.Basis)
	}
	day := f.Figure.counts(r, f.Period)
	return day != 0 &&
		(f.Type == "" || f.Type == r.TypeKey()) &&
		(f.Month == 0 || f.Month == day.Month()) &&
		(f.Outcome == "" || f.Outcome == r.OutcomeKey())
}

// Select returns the rows a filter picks, by day of receipt: exactly as many as
// the figure it belongs to says.
func Select(rows []Fact, f Filter) []Fact {
	var out []Fact
	for i := range rows {
		if f.Match(&rows[i]) {
			out = append(out, rows[i])
		}
	}
	slices.SortStableFunc(out, func(a, b Fact) int { return int(a.Received - b.Received) })
	return out
}

// Tally is what one figure adds up: cases, people, money in fen.
type Tally struct {
	Cases  int
	People int
	Amount Fen
}

// add counts a row; people counts its people, nil everybody concerned.
func (t Tally) add(r *Fact, people func(*Fact) int) Tally {
	n := r.People
	if people != nil {
		n = people(r)
	}
	return Tally{t.Cases + 1, t.People + n, t.Amount + r.Amount}
}

// Totals adds up rows over a period: every figure, and one figure broken down by
// type, month and outcome. The parts of each breakdown add up to the figure.
type Totals struct {
	Period   Period
	Figure   Figure
	Figures  map[Figure]Tally
	Types    map[DisputeType]Tally
	Months   map[Month]Tally
	Outcomes map[Outcome]Tally
}

// TotalsOf returns the totals of rows: a pure function, the same in the village,
// the township and the county.
func TotalsOf(rows []Fact, period Period, figure Figure) Totals {
	t := Totals{
		Period: period, Figure: figure,
		Figures: map[Figure]Tally{}, Types: map[DisputeType]Tally{},
		Months: map[Month]Tally{}, Outcomes: map[Outcome]Tally{},
	}
	for i := range rows {
		r := &rows[i]
		for _, f := range Figures {
			if Figure(f.Code).counts(r, period) != 0 {
				t.Figures[Figure(f.Code)] = t.Figures[Figure(f.Code)].add(r, nil)
			}
		}
		if day := figure.counts(r, period); day != 0 {
			t.Types[r.TypeKey()] = t.Types[r.TypeKey()].add(r, nil)
			t.Months[day.Month()] = t.Months[day.Month()].add(r, nil)
			t.Outcomes[r.OutcomeKey()] = t.Outcomes[r.OutcomeKey()].add(r, nil)
		}
	}
	return t
}

// Rate is a share with its raw counts beside it.
type Rate struct{ Part, Whole int }

// Tenths returns the share in tenths of a percent, rounded half up (四舍五入); ok is
// false when the whole is 0, which is shown as a dash, never as 0 % or 100 %.
func (r Rate) Tenths() (tenths int, ok bool) {
	if r.Whole == 0 {
		return 0, false
	}
	return (2000*r.Part + r.Whole) / (2 * r.Whole), true
}

// SuccessRate is 调解成功率: agreements of agreements and failures. Cases that were
// refused, withdrawn or handed up came to neither, and are shown beside it.
func (t *Totals) SuccessRate() Rate {
	agreed := t.Figures[FigureAgreed].Cases
	return Rate{agreed, agreed + t.Figures[FigureFailed].Cases}
}

// PerformanceRate is 协议履行率: performed agreements of all agreements.
func (t *Totals) PerformanceRate() Rate {
	return Rate{t.Figures[FigurePerformed].Cases, t.Figures[FigureAgreed].Cases}
}
