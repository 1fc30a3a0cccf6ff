package windowtest

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"woshou/data"
	"woshou/data/store"
	"woshou/sync/township"
)

// What a case typed by hand must have come to, in the record and at the township.

func today() data.Day { return data.DayOf(time.Now()) }

// startTownship starts the server of a township on this computer and returns it with the address and the code that
// the village is told.
func startTownship(t *testing.T) (server *township.Server, address, code string) {
	t.Helper()
	server, err := township.New(township.Config{Dir: t.TempDir(), Name: "清溪镇"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	if address, err = server.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	if code, err = server.NewCode("东篱村", "339921101201"); err != nil {
		t.Fatal(err)
	}
	return server, address, code
}

// enrol links the village with the township and sends everything.
func enrol(town *township.Server, address, code string) []step {
	arrived := func(p *program) {
		p.WaitFor("the case to arrive", func() bool {
			_, cases, err := town.Digest()
			return err == nil && cases == 1
		})
	}
	synced := func(p *program) {
		p.WaitFor("the exchange", func() bool { return strings.Contains(p.log(), "msg=synced") })
	}
	return []step{
		opening(screenSync, keys("F6")), look("sync-alone"),
		fill(text(address), text(code)), look("sync-code"), press(1),
		arrived, keys("F9"), synced, look("sync-same"),
		opening(screenToday, keys("F2")), look("today"),
		opening(screenTotals, keys("F5")), look("totals"),
	}
}

// printed checks the paper that was saved.
func printed(t *testing.T, p *program) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(p.dir, "papers", "*.pdf"))
	if err != nil || len(files) != 1 {
		t.Fatalf("papers: %v, %v", files, err)
	}
	text := strings.Join(strings.Fields(run(t, "", "pdftotext", files[0], "-")), "")
	for _, want := range []string{"叶建国", "张根土", "捌佰元整", "￥800.00", "2026年3月31日前", "东篱村人民调解委员会"} {
		if !strings.Contains(text, want) {
			t.Errorf("the paper does not say %s:\n%s", want, text)
		}
	}
}

// record opens what the program left, as the only one to use it.
func (p *program) record() *store.Store {
	p.t.Helper()
	locked, err := store.Open(filepath.Join(p.dir, "record.db"), store.Options{})
	if err != nil {
		p.t.Fatal(err)
	}
	st, err := locked.Unlock(password)
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { _ = st.Close() })
	if err := st.Verify(); err != nil {
		p.t.Error(err)
	}
	return st
}

func onlyCase(t *testing.T, st *store.Store) *data.Case {
	t.Helper()
	rows := st.Rows()
	if len(rows) != 1 {
		t.Fatalf("%d cases on record", len(rows))
	}
	c, err := st.Case(rows[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// checkCase checks what became of the case; what was dated today happened since from.
func checkCase(t *testing.T, c *data.Case, from data.Day) {
	t.Helper()
	a := c.Current()
	if a == nil {
		t.Fatal("no agreement")
	}
	type outcome struct {
		Status                    data.Status
		Number, Accepted          string
		Sessions, Clauses, Marks  int
		Agreed                    data.Fen
		Performed, Visits, Copies int
	}
	performed := 0
	for _, i := range a.Items {
		if i.DoneOn != 0 {
			performed++
		}
	}
	got := outcome{
		c.Status, c.Number, c.AcceptedOn.String(), len(c.Sessions), len(a.Clauses), len(a.Marks),
		a.Total(), performed, len(c.FollowUps), a.Copies(c),
	}
	want := outcome{data.Closed, "（2026）示清东人调字第001号", "2026-03-02", 6, 4, 2, 80000, 3, 1, 3}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the case (-want +got):\n%s", diff)
	}
	if a.EffectiveOn < from || a.EffectiveOn > today() {
		t.Errorf("in force on %v, the test began on %v", a.EffectiveOn, from)
	}
}

// checkTexts looks for everything that was typed in what is on record.
func checkTexts(t *testing.T, texts []string, parts ...any) {
	t.Helper()
	all, err := json.Marshal(parts)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range texts {
		if !strings.Contains(string(all), text) {
			t.Errorf("typed and not on record: %s", text)
		}
	}
}

// compareTotals checks that village and township count the same.
func compareTotals(t *testing.T, town *township.Server, st *store.Store) {
	t.Helper()
	villages, sum, err := town.Totals(data.Period{}, data.FigureConcluded)
	if err != nil || len(villages) != 1 {
		t.Fatalf("%d villages at the township: %v", len(villages), err)
	}
	own := data.TotalsOf(st.Facts(), data.Period{}, data.FigureConcluded)
	if diff := cmp.Diff(own, sum); diff != "" {
		t.Errorf("totals (-village +township):\n%s", diff)
	}
	if diff := cmp.Diff(own.Figures, villages[0].Totals.Figures); diff != "" {
		t.Errorf("figures (-village +township's of the village):\n%s", diff)
	}
	if n := own.Figures[data.FigureConcluded].Cases; n != 1 {
		t.Errorf("%d cases concluded", n)
	}
	digest := data.TotalsCheck(st.FactRows())
	if link := st.Link(); digest != villages[0].Digest || digest != link.TownDigest || link.TownCases != 1 {
		t.Errorf("digests: village %v, township %v, as the village knows it %v", digest, villages[0].Digest, link.TownDigest)
	}
	if waiting, _ := st.Pending(); waiting != 0 {
		t.Errorf("%d events were not sent", waiting)
	}
}
