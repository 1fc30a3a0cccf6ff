package township

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// lookedThrough bounds how many of a township's newest events are looked through for the
// cases that changed last.
const lookedThrough = 200

// townCheck is what a county's reader sees of a township beside its server: each of its
// villages with the code of its rows here.
type townCheck struct{ Places []placeRow }

// placeRow is a village of a township as it is here.
type placeRow struct {
	Name, Area, URL, At, Digest string
	Cases, Differ               int
}

// checkTown fills the page on how a township compares.
func (body *checkVillageBody) checkTown(r ledger.Reader, q query, town *ledger.Village, names map[ledger.VillageID]string) (err error) {
	body.Town = &townCheck{}
	villages, err := r.Villages()
	for i := range villages {
		if v := &villages[i]; v.Of == town.ID {
			body.Town.Places = append(body.Town.Places, placeOf(q, v, town))
		}
	}
	if err == nil {
		body.Newest, err = newestOfTown(r, town, names)
	}
	return err
}

func placeOf(q query, v, town *ledger.Village) placeRow {
	q.village = string(v.ID)
	row := placeRow{
		Name: v.Name, Area: v.Area, URL: q.address("/village"), At: moment(v.Heard),
		Digest: grouped(v.Sum.Check(v.Cases)), Cases: v.Cases,
	}
	if town.Differs != nil {
		for _, d := range town.Differs.Cases {
			if d.Area == v.Area {
				row.Differ++
			}
		}
	}
	return row
}

// saysTown is the sentence on a township's rows, by the state of its server.
func (body *checkVillageBody) saysTown(of verdict) string {
	switch {
	case of.Class == "good":
		return saysSame
	case of.Class == "off":
		return ""
	case len(body.Differ) > 0:
		return body.saysListed()
	}
	return "镇街的服务器送完以后会逐件比对，不一致的案件就列在这里。也可以把下面各村的核对码与镇街“核对”页上的对照，看差在哪个村。"
}

// saysListed leads to the cases that were found one by one.
func (body *checkVillageBody) saysListed() string {
	return fmt.Sprintf("%s逐件比对过，不一致的%d件列在下面。", body.At, len(body.Differ))
}

// newestOfTown returns the cases that changed last: those of the newest events with rows.
func newestOfTown(r ledger.Reader, town *ledger.Village, names map[ledger.VillageID]string) (rows []changedRow, err error) {
	for gsn, left := town.GSN, lookedThrough; gsn > 0 && left > 0 && len(rows) < newestShown; gsn, left = gsn-1, left-1 {
		entries, err := r.Stream(town.ID, gsn-1, 1, 1)
		if err != nil || len(entries) == 0 {
			return rows, err
		}
		more, err := changedBy(r, &entries[0], names)
		if err != nil {
			return nil, err
		}
		rows = append(rows, more...)
	}
	return rows[:min(len(rows), newestShown)], nil
}

// changedBy returns the cases whose rows are those of an event, the last first: not those
// that changed later, or are another township's.
func changedBy(r ledger.Reader, from *ledger.Entry, names map[ledger.VillageID]string) (rows []changedRow, err error) {
	e, err := data.DecodeEvent(from.Event)
	if err != nil {
		return nil, nil // carried, of a newer program
	}
	b, ok := readBulk(&e)
	if !ok {
		return nil, nil
	}
	for i := len(b.cases) - 1; i >= 0 && len(rows) < newestShown; i-- {
		c, err := r.Case(b.cases[i])
		if err != nil && !errors.Is(err, data.ErrNotFound) {
			return nil, err
		}
		if c.GSN != from.GSN || townOf(c.Village) != from.Village || len(c.Row) == 0 {
			continue
		}
		row, err := caseHere(names[c.Village], &c)
		if err != nil {
			return nil, err
		}
		rows = append(rows, changedRow{moment(from.Received), row})
	}
	return rows, nil
}

// caseHere is a case's row as it is here.
func caseHere(village string, c *ledger.Case) (caseRow, error) {
	if len(c.Row) == 0 {
		return caseRow{ID: caseShort(c.ID), Village: village, Received: "—", Concluded: "—", Type: "—", Status: "未列入统计", Outcome: "—", Amount: "—"}, nil
	}
	f, err := data.DecodeFact(c.Row)
	if err != nil {
		return caseRow{}, err
	}
	return rowOf(village, &f), nil
}

// differRow is a case whose row differs between a unit's computer or server and this one.
type differRow struct {
	Town, Words string
	caseRow
}

// differRows lists what differs of some units, for the pages on which levels are compared.
func differRows(r ledger.Reader, units []ledger.Village, names map[ledger.VillageID]string) (rows []differRow, err error) {
	for i := range units {
		v := &units[i]
		if v.Differs == nil {
			continue
		}
		for _, d := range v.Differs.Cases {
			has, err := r.Case(d.Case)
			if errors.Is(err, data.ErrNotFound) {
				has, err = ledger.Case{ID: d.Case}, nil
			}
			if err != nil {
				return nil, err
			}
			village := cmp.Or(d.Area, v.Name) // a village's computer names none
			if name := names[villageOf(v.ID, d.Area)]; name != "" {
				village = name
			}
			row := differRow{Town: v.Name}
			if row.caseRow, err = caseHere(village, &has); err != nil {
				return nil, err
			}
			row.Words = differWords(d, names[townOf(has.Village)], townOf(has.Village) != v.ID)
			rows = append(rows, row)
		}
	}
	return rows, nil
}

// differWords says what differs. Owner is the unit that has the case here, other that it is
// another one than the unit whose rows are compared.
func differWords(d ledger.DifferentCase, owner string, other bool) string {
	switch {
	case d.Here && d.There:
		return "两级内容不同"
	case d.Here:
		return "下级没有这一件"
	case owner != "" && other:
		return "这一件已由" + owner + "报送，没有重复计入"
	}
	return "本级没有这一件"
}

// townOf names the unit that sends a village's rows: its township, or itself.
func townOf(id ledger.VillageID) ledger.VillageID {
	town, _, _ := strings.Cut(string(id), ".")
	return ledger.VillageID(town)
}
