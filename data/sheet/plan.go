package sheet

import (
	"errors"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"woshou/data"
)

// Plan is how the rows of a ledger become cases.
type Plan struct {
	// Columns says what each column is.
	Columns []Field
	// Types are dispute types given by hand to what the ledger calls them.
	Types map[string]data.DisputeType
	// OtherType takes rows whose type is not known as 其他纠纷.
	OtherType bool
	// Unsaid is the outcome of an ended case of which the ledger says none; empty takes no
	// such case.
	Unsaid data.Outcome
	Today  data.Day
	// From is the file's name, Batch the import the cases belong to.
	From  string
	Batch data.ElementID
	// Day1904 is that of the table.
	Day1904 bool
	// Committee gives the mediators and the template of its own numbers.
	Committee *data.Committee
	// Taken reports whether a case of the record has a number, in the form of
	// data.SameNumber.
	Taken func(number string) bool

	seen map[string]bool // the numbers of this file
}

// Case makes a case of a row. The error is *data.Invalid: Field is the Field of the column
// that is wrong, "row" where it is the whole row, and Code says why: row.sum for a row of
// sums, row.empty, number.taken, number.twice, name.empty, name.long, day.empty, day.future,
// day.order, type.empty, type.unknown, result.unsaid, result.unknown, or what the readers of
// days and amounts say. Rows are to be given in their order, once.
func (p *Plan) Case(row Row) (*data.Case, error) {
	v := p.values(row)
	switch {
	case sumRow(row):
		return nil, wrong("row", "row.sum")
	case len(v) == 0:
		return nil, wrong("row", "row.empty")
	}
	c := &data.Case{
		ID: data.NewCaseID(), Source: sourceOf(v[FieldSource]), Place: clip(v[FieldPlace], 200), Summary: v[FieldSummary],
		Import: data.Import{Batch: p.Batch, From: p.From, Row: row.Line, On: p.Today, Result: v[FieldResult]},
	}
	if c.Source == data.Referral {
		c.Organ = organOf(v[FieldSource])
	}
	for _, step := range []func(*data.Case, values) error{p.number, p.parties, p.dispute, p.days, p.ending, p.money} {
		if err := step(c, v); err != nil {
			return nil, err
		}
	}
	p.mediators(c, v)
	if key := data.SameNumber(c.Number); key != "" {
		p.seen[key] = true
	}
	data.Standardize(c)
	return c, nil
}

// values are the texts of a row by what their columns are.
type values map[Field]string

func (p *Plan) values(row Row) values {
	v := values{}
	for i, f := range p.Columns {
		if f != "" && i < len(row.Cells) && row.Cells[i] != "" {
			v[f] = row.Cells[i]
		}
	}
	return v
}

// sumRow reports whether a row holds sums and no case.
func sumRow(row Row) bool {
	for _, c := range row.Cells {
		if c == "" {
			continue
		}
		switch strings.TrimRight(oneLine(c), ":：") {
		case "合计", "总计", "小计", "共计", "累计", "本页合计", "本月合计":
			return true
		}
		return false
	}
	return false
}

func wrong[T ~string](field T, code string) error {
	return &data.Invalid{Field: string(field), Code: code}
}

// inField names the column that an error of data is about.
func inField(f Field, err error) error {
	var bad *data.Invalid
	if errors.As(err, &bad) {
		return wrong(f, bad.Code)
	}
	return err
}

// mostCases is far more than a village has in a year. A higher number is a slip of the pen;
// it stays as it is written, and does not use up the numbers below it.
const mostCases = 2000

func (p *Plan) number(c *data.Case, v values) error {
	c.Number = clip(oneLine(v[FieldNumber]), 60)
	key := data.SameNumber(c.Number)
	if p.seen == nil {
		p.seen = map[string]bool{}
	}
	switch {
	case key == "":
	case p.seen[key]:
		return wrong(FieldNumber, "number.twice")
	case p.Taken != nil && p.Taken(key):
		return wrong(FieldNumber, "number.taken")
	}
	if p.Committee != nil {
		if year, seq, ok := p.Committee.Numbers().Parse(p.Committee.AreaShort, c.Number); ok && seq <= mostCases {
			c.Year, c.Seq = year, seq
		}
	}
	return nil
}

// dispute sets the type of dispute.
func (p *Plan) dispute(c *data.Case, v values) error {
	text := oneLine(v[FieldType])
	c.Type = p.Types[text]
	if c.Type == "" {
		c.Type = TypeOf(text)
	}
	switch {
	case c.Type != "":
	case p.OtherType:
		c.Type = otherType
		if text != "" {
			c.Tags = []string{clip(text, 30)}
		}
	case text == "":
		return wrong(FieldType, "type.empty")
	default:
		return wrong(FieldType, "type.unknown")
	}
	return nil
}

// days sets when the case was received and when it ended; where a ledger knows only one
// of them, it is both.
func (p *Plan) days(c *data.Case, v values) error {
	received, err := p.Day(v[FieldReceived])
	if err != nil {
		return inField(FieldReceived, err)
	}
	closed, err := p.Day(v[FieldClosed])
	if err != nil {
		return inField(FieldClosed, err)
	}
	switch {
	case received == 0 && closed == 0:
		return wrong(FieldReceived, "day.empty")
	case received == 0:
		received = closed
	}
	switch {
	case received > p.Today:
		return wrong(FieldReceived, "day.future")
	case closed > p.Today:
		return wrong(FieldClosed, "day.future")
	case closed != 0 && closed < received:
		return wrong(FieldClosed, "day.order")
	}
	c.ReceivedOn, c.ClosedOn = received, closed
	return nil
}

// Day reads a day as a ledger has it: as people type it, with a time behind it, or as the
// number that a spreadsheet keeps. The error is that of data.ParseDay.
func (p *Plan) Day(s string) (data.Day, error) {
	s = strings.TrimSpace(s)
	if n, err := strconv.ParseFloat(s, 64); err == nil && n >= 1 && n < maxSerial && len(s) != len("20260302") {
		return p.serialDay(int(n))
	}
	for _, end := range []string{" ", "T", "日", "号"} {
		if i := strings.Index(s, end); i > 0 && strings.ContainsAny(s[i:], ":0123456789点时上下午") {
			s = s[:i]
		}
	}
	s = strings.TrimRight(s, "日号.。")
	if strings.Contains(s, "月") {
		s += "日"
	}
	return data.ParseDay(s)
}

// maxSerial is above every day a ledger may hold, as a spreadsheet counts: the year 2200.
const maxSerial = 110_000

// days1904 is how much later the calendar of old Macintosh files begins.
const days1904 = 1462

func (p *Plan) serialDay(n int) (data.Day, error) {
	if p.Day1904 {
		n += days1904
	}
	y, m, d := data.Day(n + serialOfDayOne).Date()
	return data.NewDay(y, time.Month(m), d)
}

// ending sets the outcome and the status. A case with neither an outcome nor a day of
// ending is still open, where the ledger has columns that would say so.
func (p *Plan) ending(c *data.Case, v values) error {
	result := oneLine(v[FieldResult] + " " + v[FieldForm])
	c.Import.Outcome = outcomeOf(result)
	switch {
	case c.Import.Outcome != "":
	case result == "" && c.ClosedOn == 0 && (p.maps(FieldResult) || p.maps(FieldClosed)) || stillOpen(result):
		if c.ClosedOn != 0 {
			return wrong(FieldResult, "result.unknown")
		}
		c.Status, c.AcceptedOn = data.Accepted, c.ReceivedOn
		return nil
	case p.Unsaid != "":
		c.Import.Outcome = p.Unsaid
	case result == "":
		return wrong(FieldResult, "result.unsaid")
	default:
		return wrong(FieldResult, "result.unknown")
	}
	if c.ClosedOn == 0 {
		c.ClosedOn = c.ReceivedOn
	}
	c.ConcludedOn, c.ArchivedOn, c.Status = c.ClosedOn, c.ClosedOn, data.Archived
	if c.Import.Outcome != data.OutcomeRefused {
		c.AcceptedOn = c.ReceivedOn
	}
	c.Import.Performed = performed(result)
	return nil
}

func (p *Plan) maps(f Field) bool {
	for _, m := range p.Columns {
		if m == f {
			return true
		}
	}
	return false
}

func (p *Plan) money(c *data.Case, v values) error {
	text := v[FieldAmount]
	switch strings.Trim(text, " -—/") {
	case "", "无", "0":
		return nil
	}
	factor := data.Fen(1)
	if rest, ok := strings.CutSuffix(strings.TrimSuffix(text, "元"), "万"); ok {
		text, factor = rest, 10_000
	}
	amount, err := data.ParseYuan(text)
	if err != nil {
		return inField(FieldAmount, err)
	}
	if amount > data.MaxAmount/factor {
		return wrong(FieldAmount, "amount.large")
	}
	amount *= factor
	switch c.Import.Outcome {
	case data.OutcomeWritten, data.OutcomeOral:
		c.Import.Amount = amount
	default:
		c.Claimed = amount
	}
	return nil
}

// mediators names who mediated, and finds them in the committee.
func (p *Plan) mediators(c *data.Case, v values) {
	for _, name := range splitNames(v[FieldMediator]) {
		m := data.Assignment{ID: data.NewElementID(), Name: clip(data.NormalizeName(name), 30)}
		if p.Committee != nil {
			for i := range p.Committee.Mediators {
				if known := &p.Committee.Mediators[i]; data.NormalizeName(known.Name) == m.Name {
					m.Mediator = known.ID
				}
			}
		}
		c.Mediators = append(c.Mediators, m)
	}
}

// clip shortens a text to so many characters.
func clip(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most])
}
