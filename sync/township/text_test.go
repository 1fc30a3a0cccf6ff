package township

import (
	"net/url"
	"testing"
	"time"

	"woshou/data"
	"woshou/sync/township/ledger"
)

func TestNames_CoverEveryCode(t *testing.T) {
	for _, s := range data.Statuses {
		if statusNames(s) == string(s) {
			t.Errorf("status %s has no name", s)
		}
	}
	for _, c := range []data.ConfirmationResult{data.Confirmed, data.ConfirmationRefused, data.Rejected, data.ApplicationTaken} {
		if confirmationNames(c) == string(c) {
			t.Errorf("confirmation %s has no name", c)
		}
	}
	for _, r := range []ledger.Reason{ledger.ReasonUnreadable, ledger.ReasonWriter, ledger.ReasonOwner, ledger.ReasonFork, ledger.ReasonRevoked} {
		if reasonNames(r) == string(r) {
			t.Errorf("reason %s has no name", r)
		}
	}
	for _, a := range []string{actCode, actEnrol, actReject, actRevoke, actLogin, actFailed, actLocked, actLogout, actPassword, actOneTime, actRestored, actRecount,
		actAccount, actRole, actDisable, actEnable, actSessions, actBackup, actNoBackup, actErased, actStick, actVillageKey, actUplink} {
		if actNames(a) == a {
			t.Errorf("act %s has no name", a)
		}
	}
	diff(t, "a newer program's code", statusNames("of 2031"), "of 2031")
}

func TestPeriodName_InWords(t *testing.T) {
	for _, c := range []struct {
		from, to data.Day
		want     string
	}{
		{0, 0, "全部时间"}, {day(1, 1), day(1, 31), "2026年1月"}, {day(2, 1), day(2, 28), "2026年2月"},
		{day(2, 1), day(2, 27), "2026年2月1日至2026年2月27日"}, {0, day(5, 1), "截至2026年5月1日"},
		{day(5, 1), 0, "2026年5月1日以来"}, {data.ReportYear(2026).From, data.ReportYear(2026).To, "2026报表年度"},
		{day(12, 1), day(12, 31), "2026年12月"},
	} {
		diff(t, c.want, periodName(data.Period{From: c.from, To: c.to}), c.want)
	}
}

func TestRate_WithoutAWholeIsADash(t *testing.T) {
	for _, c := range []struct {
		rate          data.Rate
		share, counts string
	}{
		{data.Rate{Part: 0, Whole: 0}, "—", ""}, {data.Rate{Part: 0, Whole: 3}, "0.0%", "0/3"},
		{data.Rate{Part: 2, Whole: 3}, "66.7%", "2/3"}, {data.Rate{Part: 3, Whole: 3}, "100.0%", "3/3"},
	} {
		share, counts := rate(c.rate)
		diff(t, "rate", []string{share, counts}, []string{c.share, c.counts})
	}
}

func TestMoment_IsBeijingTime(t *testing.T) {
	diff(t, "time", moment(time.Date(2026, 12, 31, 17, 0, 0, 0, time.UTC)), "2027-01-01 01:00")
	diff(t, "no time", moment(time.Time{}), "—")
}

func TestQuery_AddressIsReadBack(t *testing.T) {
	for _, q := range []query{
		{period: data.ReportYear(2026), figure: data.FigureAgreed},
		{figure: data.FigureOpen, village: "v", typ: "02", outcome: string(data.NoOutcome), month: day(3, 1).Month()},
		{period: data.Period{From: day(1, 1)}, figure: data.FigureReceived, typ: string(data.NoType)},
	} {
		u, err := url.Parse(q.address("/cases"))
		if err != nil {
			t.Fatal(err)
		}
		got, err := readQuery(u.Query(), day(6, 1))
		if err != nil || got != q {
			t.Errorf("%+v is read back as %+v, %v", q, got, err)
		}
	}
}

func TestQuery_TodayGivesTheReportYear(t *testing.T) {
	for today, year := range map[data.Day]int{day(11, 30): 2026, day(12, 1): 2027} {
		q, err := readQuery(url.Values{}, today)
		if err != nil || q.period != data.ReportYear(year) || q.figure != data.FigureAccepted {
			t.Errorf("%v: %+v %v", today, q, err)
		}
	}
}

func TestQuery_PickSelectsEmptyCodes(t *testing.T) {
	rows := []data.Fact{
		{Case: data.CaseID{1}, Received: day(1, 1), Type: "02"},
		{Case: data.CaseID{2}, Received: day(1, 2), Outcome: data.OutcomeOral, Concluded: day(1, 3)},
	}
	for _, c := range []struct {
		q    query
		want int
	}{
		{query{figure: data.FigureReceived}, 2}, {query{figure: data.FigureReceived, typ: string(data.NoType)}, 1},
		{query{figure: data.FigureReceived, outcome: string(data.NoOutcome)}, 1}, {query{figure: data.FigureReceived, typ: string(data.NoType), outcome: string(data.NoOutcome)}, 0},
		{query{figure: data.FigureReceived, outcome: "S2"}, 1},
	} {
		diff(t, c.q.words(""), len(data.Select(rows, c.q.filter())), c.want)
	}
}

func TestMonthsOf_ListsShortPeriodsWhole(t *testing.T) {
	year := data.ReportYear(2026)
	diff(t, "a year", len(monthsOf(year, nil)), 12)
	outside := map[data.Month]data.Tally{day(1, 1).Month() - 20: {Cases: 1}}
	diff(t, "and what began before", len(monthsOf(year, outside)), 13)
	diff(t, "all time", monthsOf(data.Period{}, outside), []data.Month{day(1, 1).Month() - 20})
}
