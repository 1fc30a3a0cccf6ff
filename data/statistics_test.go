package data

import (
	"slices"
	"testing"
)

// Every column opens exactly the cases that it counts, on both bases and for any period, and the parts of the total
// add up to it.
func TestStatisticsOf_EveryFigureOpensItsCases(t *testing.T) {
	for seed, period := range []Period{{}, ReportYear(2025), ReportYear(2026), {From: on("2026-03-01"), To: on("2026-05-31")}} {
		rows := randomFacts(uint64(50+seed), 900)
		for _, basis := range []Basis{BasisAll, BasisWritten} {
			s := StatisticsOf(rows, period, basis)
			for _, c := range Columns {
				listed := Select(rows, Filter{Column: c.Code, Basis: basis, Period: period})
				if len(listed) != s.Cells[c.Code].Cases {
					t.Errorf("%s: %d, %d listed", c.Code, s.Cells[c.Code].Cases, len(listed))
				}
				if seed == 0 && len(listed) == 0 && (basis == BasisAll || c.Code != ColumnOral) {
					t.Errorf("%s counts nothing", c.Code)
				}
			}
			for group, whole := range map[ColumnGroup]ColumnCode{GroupType: ColumnTotal, GroupForm: ColumnAgreed, GroupPerformance: ColumnAgreed, GroupRelation: ColumnTotal} {
				var sum Tally
				for _, c := range Columns {
					if c.Group == group {
						sum = sumOf(slices.Values([]Tally{sum, s.Cells[c.Code]}))
					}
				}
				if sum != s.Cells[whole] {
					t.Errorf("%s: the parts of %s add up to %+v, not %+v", basis, group, sum, s.Cells[whole])
				}
			}
		}
	}
}

// What each column counts, on one row of each kind.
func TestStatisticsOf_Columns(t *testing.T) {
	written := Fact{
		Case: CaseID{1}, Status: Archived, Type: "02", Source: Application, Received: on("03-02"), Accepted: on("03-02"), Concluded: on("03-24"),
		Outcome: OutcomeWritten, Performance: FullyDone, Applied: on("04-01"), Confirmation: Confirmed, FollowedUp: true, People: 2, Sessions: 6, Amount: 80000,
		Sued: true, Overturned: true, Ordered: true,
	}
	oral := Fact{Case: CaseID{2}, Type: "05", Source: OwnMotion, Accepted: on("03-03"), Concluded: on("03-03"), Outcome: OutcomeOral, Performance: FullyDone, People: 3, Sessions: 1, Amount: 88000, WithUnit: true}
	failed := Fact{Case: CaseID{3}, Type: "04a", Source: Referral, Organ: "police", Accepted: on("03-01"), Concluded: on("04-08"), Outcome: OutcomeFailed, Difficult: true}
	up := Fact{Case: CaseID{4}, Type: "77", Source: Referral, Organ: "forest_office", Accepted: on("04-01"), Concluded: on("05-11"), Outcome: OutcomeHandedUp}
	withdrawn := Fact{Case: CaseID{5}, Type: "01", Source: Application, Accepted: on("04-01"), Concluded: on("04-02"), Outcome: OutcomeWithdrawn}
	saved := Fact{Case: CaseID{6}, Type: "18", Received: on("04-18"), Concluded: on("04-18"), Outcome: OutcomeRefused}
	saved.Prevented[1] = PreventedCount{2, 2}
	defaulted := Fact{Case: CaseID{7}, Type: "01", Source: Application, Accepted: on("04-01"), Concluded: on("04-02"), Outcome: OutcomeWritten, Performance: InDefault}
	early := Fact{Case: CaseID{9}, Type: "01", Received: on("04-01"), Concluded: on("04-02"), Outcome: OutcomeWithdrawn} // before it was accepted
	passed := Fact{Case: CaseID{10}, Type: "07", Received: on("04-01"), Concluded: on("04-02"), Outcome: OutcomeHandedUp}
	open := Fact{Case: CaseID{8}, Received: on("04-01"), Accepted: on("04-02")}
	gone := written
	gone.Status = Void
	rows := []Fact{written, oral, failed, up, withdrawn, saved, defaulted, open, gone, early, passed}
	want := map[ColumnCode]int{
		"total": 6, "agreed": 3, "difficult": 1, "source_own": 1, "source_application": 3, "source_referral": 2, "organ_police": 1, "organ_other": 1,
		"type_01": 2, "type_02": 1, "type_04": 1, "type_05": 1, "type_18": 1, "oral": 1, "written": 2, "performed": 2, "in_default": 1,
		"confirm_applied": 1, "confirmed": 1, "sued": 1, "overturned": 1, "payment_order": 1, "three_people": 1, "citizens": 5, "with_unit": 1,
		"prevented_crime": 1, "accepted": 7, "refused": 1, "failed": 1, "withdrawn": 2, "handed_up": 2, "followed_up": 1, "first_session": 2,
	}
	s := StatisticsOf(rows, ReportYear(2026), BasisAll)
	for _, c := range Columns {
		if got := s.Cells[c.Code].Cases; got != want[c.Code] {
			t.Errorf("%s: %d, want %d", c.Code, got, want[c.Code])
		}
	}
	if got := s.Cells["prevented_crime"]; got.People != 2 {
		t.Errorf("prevented %+v", got)
	}
	if got := s.Cells[ColumnAgreed]; got.People != 5 || got.Amount != 168000 {
		t.Errorf("agreed %+v", got)
	}
	if got := StatisticsOf(rows, ReportYear(2026), BasisWritten); got.Cells[ColumnTotal].Cases != 5 || got.Cells[ColumnOral].Cases != 0 || got.Cells[ColumnAccepted].Cases != 6 {
		t.Errorf("written only: %+v", got.Cells)
	}
	rates := map[string]Rate{"success": {3, 4}, "success_accepted": {3, 7}, "performed": {2, 3}, "confirmed": {1, 2}, "followed_up": {1, 3}, "settled_here": {3, 5}, "first_session": {2, 6}}
	for _, r := range Rates {
		if got := s.Rate(r); got != rates[r.Code] {
			t.Errorf("%s: %v, want %v", r.Code, got, rates[r.Code])
		}
	}
	if days, ok := s.MeanDays(); !ok || days != (220+0+380+400+10+10+3)/6 {
		t.Errorf("mean days %d", days)
	}
	empty := StatisticsOf(rows, ReportYear(2030), BasisAll)
	if _, ok := empty.MeanDays(); ok || empty.Rate(Rates[0]) != (Rate{}) {
		t.Error("a year without cases has rates")
	}
	if len(Select(rows, Filter{Column: "no_such"})) != 0 || ColumnName("no_such") != "no_such" || ColumnName("oral") != "口头协议" {
		t.Error("an unknown column picks cases")
	}
}

func TestOrganisationsOf(t *testing.T) {
	a, b := randomFacts(60, 200), randomFacts(61, 100)
	p := ReportYear(2026)
	got := OrganisationsOf([]LevelRows{{LevelTown, a}, {"", b}, {LevelVillage, a}}, p, BasisAll)
	na, nb := StatisticsOf(a, p, BasisAll).Cells[ColumnTotal], StatisticsOf(b, p, BasisAll).Cells[ColumnTotal]
	if got[LevelTown] != na || got[LevelVillage].Cases != na.Cases+nb.Cases {
		t.Errorf("%+v of %+v and %+v", got, na, nb)
	}
}

func TestScreening(t *testing.T) {
	good := Screening{ID: "s", On: on("03-02"), Times: 2, Found: 3, Prevented: 1}
	for code, edit := range map[string]func(*Screening){
		"": func(*Screening) {}, "day.empty": func(s *Screening) { s.On = 0 }, "count.one": func(s *Screening) { s.Times = 0 },
		"count.form": func(s *Screening) { s.Found = -1 },
	} {
		s := good
		edit(&s)
		if got := codeIn(t, s.Check()); got != code {
			t.Errorf("code %q, want %q", got, code)
		}
	}
	all := []Screening{good, {On: on("2025-11-30"), Times: 9}, {On: on("11-30"), Times: 1, Prevented: 2}}
	if got := ScreeningsOf(all, ReportYear(2026)); got != (ScreeningTotals{3, 3, 3}) {
		t.Errorf("%+v", got)
	}
}
