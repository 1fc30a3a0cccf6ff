package data

import (
	"embed"
	"encoding/json"
	"fmt"
	"slices"
)

// Row is one entry of a closed list. A code is never reused; an entry that is no
// longer offered keeps its name for the records that hold it.
type Row struct {
	Code string `json:"code,omitzero"`
	// Name as it stands on the national forms.
	Name string `json:"name,omitzero"`
	// From and To bound the days on which the entry is offered; 0 is open.
	From Day `json:"from,omitzero"`
	To   Day `json:"to,omitzero"`
	// Court and Petition are the entry's names on the lists of the courts and of the
	// petition offices, for a kind of dispute.
	Court    string `json:"court,omitzero"`
	Petition string `json:"petition,omitzero"`
	// Owner is the level that answers for a risk colour, Days how long it may take.
	Owner string `json:"owner,omitzero"`
	Days  int    `json:"days,omitzero"`
	// Start is the month and day, 01-02, on which a quarter of the report calendar begins.
	Start string `json:"start,omitzero"`
	// Kind, Advice and Unless are of the words to look for: why, what to write instead,
	// and what makes it another word when it stands beside it.
	Kind   WordKind `json:"kind,omitzero"`
	Advice string   `json:"advice,omitzero"`
	Unless string   `json:"unless,omitzero"`
}

// List is a closed list of the domain, in the order the forms give.
type List []Row

// Row returns the entry with this code, or nil.
func (l List) Row(code string) *Row {
	return find(l, func(r *Row) bool { return r.Code == code })
}

// Name returns the entry's name, or the code itself where a newer list wrote it.
func (l List) Name(code string) string {
	if r := l.Row(code); r != nil {
		return r.Name
	}
	return code
}

// Has reports whether the code is in the list.
func (l List) Has(code string) bool { return l.Row(code) != nil }

// On returns the entries offered on a day.
func (l List) On(day Day) List {
	var out List
	for _, r := range l {
		if (r.From == 0 || r.From <= day) && (r.To == 0 || day <= r.To) {
			out = append(out, r)
		}
	}
	return out
}

// ListName names a list that a place may add to.
type ListName string

// The lists that come with the program and may differ from place to place.
const (
	ListDisputeTypes   ListName = "dispute_types"
	ListSources        ListName = "sources"
	ListOrgans         ListName = "organs"
	ListRefusals       ListName = "refusal_grounds"
	ListTerminations   ListName = "termination_grounds"
	ListEvidenceKinds  ListName = "evidence_kinds"
	ListRiskColours    ListName = "risk_colours"
	ListReportCalendar ListName = "report_calendar"
	ListHolidays       ListName = "holidays"
	ListWords          ListName = "words"
)

// ListNames lists the lists in the order the settings show them.
var ListNames = []ListName{
	ListDisputeTypes, ListSources, ListOrgans, ListRefusals, ListTerminations,
	ListEvidenceKinds, ListRiskColours, ListReportCalendar, ListWords, ListHolidays,
}

// The codes of a place's own rows of ListHolidays: days off, and weekend days that
// are worked.
const (
	HolidayOff    = "off"
	HolidayWorked = "worked"
)

// ListRow is a place's own entry of a list: a new one, or one that stands for the
// shipped entry with the same code. A holiday's From and To are the days themselves.
type ListRow struct {
	ID   ElementID `json:"id,omitzero"`
	List ListName  `json:"list,omitzero"`
	Row
}

//go:embed lists/*.json
var listFiles embed.FS

// readList decodes an embedded list. The files are part of the program and its
// tests read every one: an error here is a broken build.
func readList(name string, into any) {
	raw, err := listFiles.ReadFile("lists/" + name + ".json")
	if err == nil {
		err = json.Unmarshal(raw, into)
	}
	if err != nil {
		panic("list " + name + ": " + err.Error())
	}
}

// ListSource is a shipped list and where it comes from.
type ListSource struct {
	Source string `json:"source"`
	Rows   List   `json:"rows"`
}

var shippedLists = func() (lists map[ListName]ListSource) {
	readList("lists", &lists)
	var words ListSource
	readList("words", &words)
	lists[ListWords] = words
	return lists
}()

func shipped(name ListName) List { return shippedLists[name].Rows }

// SourceOf says what a shipped list rests on: the law, the form or the practice.
func SourceOf(name ListName) string { return shippedLists[name].Source }

// ListOf returns a list as it is in a place: the shipped entries, of which the
// place's own may stand for some, and then those that only the place has. Entries
// that are no longer offered are in it; On leaves them out. A nil committee has no
// own entries.
func ListOf(name ListName, c *Committee) List {
	out := slices.Clone(shipped(name))
	if c == nil || name == ListHolidays {
		return out
	}
	for _, own := range c.Rows {
		if own.List != name {
			continue
		}
		if r := out.Row(own.Code); r != nil {
			*r = own.Row
			continue
		}
		out = append(out, own.Row)
	}
	return out
}

// Check returns *Invalid for the first field that keeps the row from being used.
func (r *ListRow) Check() error {
	switch {
	case !slices.Contains(ListNames, r.List):
		return invalid("row.list", "choice.empty")
	case r.Name == "" && r.List == ListWords:
		return invalid("row.words", "text.empty")
	case r.Name == "":
		return invalid("row.name", "name.empty")
	case r.To != 0 && r.To < r.From:
		return invalid("row.to", "day.early")
	case r.Days < 0 || r.Days > 3660:
		return invalid("row.days", "count.form")
	}
	switch r.List {
	case ListWords:
		if err := r.checkWord(); err != nil {
			return err
		}
	case ListHolidays:
		return r.checkHoliday()
	case ListReportCalendar:
		if _, _, err := parseStart(r.Start); err != nil {
			return err
		}
	}
	return r.checkCode()
}

func (r *ListRow) checkHoliday() error {
	switch {
	case r.Code != HolidayOff && r.Code != HolidayWorked:
		return invalid("row.kind", "choice.empty")
	case r.From == 0:
		return invalid("row.from", "day.empty")
	case max(r.To, r.From).Sub(r.From) >= longestHoliday:
		return invalid("row.to", "holiday.long")
	}
	return nil
}

// checkCode keeps codes that can be sent, and that the totals know where to count.
// The sources and the report calendar are closed: the statistics table names each.
func (r *ListRow) checkCode() error {
	own := !shipped(r.List).Has(r.Code)
	switch {
	case r.Code == "" || !isCode(r.Code):
		return invalid("row.code", "list.code")
	case own && (r.List == ListSources || r.List == ListReportCalendar || r.List == ListRiskColours):
		return invalid("row.code", "list.closed")
	case r.List == ListRefusals && !Ground(r.Code).refuses(), r.List == ListTerminations && !Ground(r.Code).ends():
		return invalid("row.code", "list.letter")
	case own && r.List == ListDisputeTypes && !DisputeTypes.Has(string(DisputeType(r.Code).Main())):
		return invalid("row.code", "list.parent")
	}
	return nil
}

// parseStart reads a month and day, 03-01; 29 February is none, since most years
// have no such day.
func parseStart(text string) (month, day int, err error) {
	d, err := ParseDay("2025-" + text)
	if err != nil || len(text) != len("01-02") {
		return 0, 0, invalid("row.start", "date.form")
	}
	_, m, day := d.Date()
	return int(m), day, nil
}

// Quarter is one quarter of a report year.
type Quarter struct {
	Code, Name string
	Period
}

// Quarters returns the quarters of a report year, the year's 1 December to 30
// November cut where the report calendar says. A calendar out of order gives the
// year as one.
func Quarters(year int, calendar List) []Quarter {
	whole := ReportYear(year)
	var out []Quarter
	for _, r := range calendar {
		m, d, err := parseStart(r.Start)
		if err != nil {
			continue
		}
		from, _ := ParseDay(fmt.Sprintf("%04d-%02d-%02d", year, m, d))
		if from > whole.To {
			from = from.AddMonth(-12)
		}
		out = append(out, Quarter{r.Code, r.Name, Period{from, whole.To}})
	}
	if len(out) == 0 || !slices.IsSortedFunc(out, func(a, b Quarter) int { return int(a.From - b.From) }) {
		return []Quarter{{"year", "", whole}}
	}
	out[0].From = whole.From
	for i := range out[1:] {
		out[i].To = out[i+1].From.Add(-1)
	}
	return out
}
