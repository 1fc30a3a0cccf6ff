package data

import "time"

// Keeping is the place's rule of how many years dossiers are kept. No national law
// sets the years; 0 means that there is no rule yet, and then nothing falls due.
type Keeping struct {
	Short int `json:"short,omitzero"`
	Long  int `json:"long,omitzero"`
}

// maxKeeping bounds the years a place may set.
const maxKeeping = 200

// Check returns *Invalid for years that make no sense.
func (k Keeping) Check() error {
	switch {
	case k.Short < 0 || k.Short > maxKeeping:
		return invalid("keeping.short", "years.range")
	case k.Long < 0 || k.Long > maxKeeping:
		return invalid("keeping.long", "years.range")
	case k.Short != 0 && k.Long != 0 && k.Long < k.Short:
		return invalid("keeping.long", "years.order")
	}
	return nil
}

// years returns how long a class is kept; 0 for ever, or without a rule.
func (k Keeping) years(class Retention) int {
	switch class {
	case ShortTerm:
		return k.Short
	case LongTerm:
		return k.Long
	}
	return 0
}

// Until returns the last day a dossier archived on a day is kept: years are counted
// from 1 January of the year after, as archives do. It is 0 for a dossier that is
// kept for ever, and where the place has no rule.
func (k Keeping) Until(class Retention, archived Day) Day {
	n := k.years(class)
	if n == 0 || archived == 0 {
		return 0
	}
	year, _, _ := archived.Date()
	return civil(year+n, time.December, 31)
}

// Over reports whether an archived case's time is over on a day.
func (k Keeping) Over(c *Case, today Day) bool {
	until := k.Until(c.Retention, c.ArchivedOn)
	return c.Status == Archived && until != 0 && until < today
}

// Destruction is one list of dossiers to destroy (销毁清单): who made it, the second
// person who checked and watched, and who approved. It is kept for ever and names no
// party (Archives Law: nothing is destroyed without a list, two people and approval).
type Destruction struct {
	ID     ElementID       `json:"id,omitzero"`
	MadeOn Day             `json:"made_on,omitzero"`
	Reason string          `json:"reason,omitzero"`
	Cases  []DestroyedCase `json:"cases,omitzero"`
	// Maker and Witness are the two people, by the names they had.
	Maker   string `json:"maker,omitzero"`
	Witness string `json:"witness,omitzero"`
	// Approver said yes on a day, outside this program, on paper.
	Approver   string `json:"approver,omitzero"`
	ApprovedOn Day    `json:"approved_on,omitzero"`
	// DoneOn is the day the cases' keys were destroyed, DoneAt the Unix second of the
	// wall clock: what was copied before still holds them.
	DoneOn Day   `json:"done_on,omitzero"`
	DoneAt int64 `json:"done_at,omitzero"`
}

// DestroyedCase is a row of the list.
type DestroyedCase struct {
	ID         ElementID `json:"id,omitzero"`
	Case       CaseID    `json:"case,omitzero"`
	Number     string    `json:"number,omitzero"`
	Retention  Retention `json:"retention,omitzero"`
	ArchivedOn Day       `json:"archived_on,omitzero"`
	KeptUntil  Day       `json:"kept_until,omitzero"`
}

// Check returns *Invalid for the first thing that a list lacks before its cases may
// be destroyed on a day.
func (d *Destruction) Check(today Day) error {
	switch {
	case len(d.Cases) == 0:
		return invalid("destroy.cases", "choice.empty")
	case d.Reason == "":
		return invalid("destroy.reason", "text.empty")
	case d.Maker == "":
		return invalid("destroy.maker", "text.empty")
	case d.Witness == "":
		return invalid("destroy.witness", "text.empty")
	case d.Witness == d.Maker:
		return invalid("destroy.witness", "people.two")
	case d.Approver == "":
		return invalid("destroy.approver", "text.empty")
	case d.ApprovedOn == 0:
		return invalid("destroy.approved_on", "day.empty")
	case d.ApprovedOn > today:
		return invalid("destroy.approved_on", "day.future")
	case d.ApprovedOn < d.MadeOn:
		return invalid("destroy.approved_on", "day.early")
	}
	return nil
}

// Destroyed returns the cases whose destruction is on record.
func (c *Committee) Destroyed() []CaseID {
	var out []CaseID
	for _, d := range c.Destructions {
		for _, row := range d.Cases {
			if d.DoneOn != 0 {
				out = append(out, row.Case)
			}
		}
	}
	return out
}
