package township

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"woshou/data"
	"woshou/data/sheet"
	"woshou/sync/township/ledger"
	"woshou/sync/wire"
)

// differing is a county of which the second township has a case that the first sent, and the
// first one has a row that the county does not have.
func differing(t *testing.T) (w *levels, shared, lost data.Fact) {
	t.Helper()
	w = newLevels(t, 7)
	shared, lost = agreedFact(), agreedFact()
	w.all[0].save(about(shared))
	w.all[0].save(about(lost))
	w.all[0].sync()
	w.work(2)
	w.clock.move(time.Hour)
	w.settle()
	w.all[2].save(about(shared))
	w.all[2].sync()
	if err := w.towns[1].SendUp(t.Context()); !errors.Is(err, ErrCountyTotals) {
		t.Errorf("the second township: %v", err)
	}
	return w, shared, lost
}

func TestCheckTown_ShowsVillagesAndWhatChangedLast(t *testing.T) {
	w, shared, lost := differing(t)
	town := unitOf(t, w.county, townNames[0])
	body := admitted(t, w.county).get("/check/village?village=" + string(town.ID)).body
	place := unitOf(t, w.county, "村00")
	for _, want := range []string{
		saysSame, "镇街的“核对”页列着同样的各村", "<h2>服务器 <span", grouped(place.Sum.Check(2)), moment(place.Heard),
		`<td class="code">` + caseShort(shared.Case), `<td class="code">` + caseShort(lost.Case), "<td>村00</td>",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the page does not have %q", want)
		}
	}
	for _, never := range []string{"村里", "还没有案件", "两级不一致的案件"} {
		if strings.Contains(body, never) {
			t.Errorf("the page has %q", never)
		}
	}
	diff(t, "places", strings.Count(body, `<th scope="row" class="place">`), 1) // the other village has no case
}

func TestCheckTown_ListsTheCasesThatDiffer(t *testing.T) {
	w, shared, _ := differing(t)
	c := admitted(t, w.county)
	town := unitOf(t, w.county, townNames[1])
	for _, asked := range []ledger.VillageID{town.ID, unitOf(t, w.county, "村10").ID} { // its township speaks for a village
		body := c.get("/check/village?village=" + string(asked)).body
		for _, want := range []string{
			"逐件比对过，不一致的1件列在下面", "这一件已由" + townNames[0] + "报送，没有重复计入", `<td class="n">1</td><td class="d">`, caseShort(shared.Case),
			typeName(string(shared.Type)),
		} {
			if !strings.Contains(body, want) {
				t.Errorf("the page does not have %q:\n%s", want, body)
			}
		}
	}
	if body := c.get("/check").body; !strings.Contains(body, "镇街的服务器在“核对”页显示同样的16位") || !strings.Contains(body, "没有重复计入") {
		t.Errorf("the page of all says %s", body)
	}
}

// What a township has yet to send is no difference that anybody must look for.
func TestCheckTown_WaitsForTheComparison(t *testing.T) {
	w := newLevels(t, 8)
	w.work(0)
	w.settle()
	w.work(0)
	err := w.county.update(t.Context(), func(tx ledger.Tx) error { // the comparison of the township's next request is yet to come
		all, err := tx.Devices()
		for _, d := range all {
			d.Report.Digest = data.Hash{1}
			err = errors.Join(err, tx.PutDevice(d))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	body := admitted(t, w.county).get("/check/village?village=" + string(unitOf(t, w.county, townNames[0]).ID)).body
	if !strings.Contains(body, "镇街的服务器送完以后会逐件比对") || strings.Contains(body, "村里") {
		t.Errorf("says %s", body)
	}
}

// The newest changes come first, each case once, and none that is another township's.
func TestNewestOfTown(t *testing.T) {
	w, shared, lost := differing(t)
	w.clock.move(time.Hour)
	changed := lost
	changed.People++
	w.all[0].save(about(changed))
	w.all[0].sync()
	w.sendFirst(t)
	for i, want := range [][]string{{caseShort(lost.Case), caseShort(shared.Case)}, nil} {
		town := unitOf(t, w.county, townNames[i])
		var rows []changedRow
		err := w.county.led.View(t.Context(), func(r ledger.Reader) (err error) {
			rows, err = newestOfTown(r, &town, nil)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, r := range rows {
			ids = append(ids, r.ID)
		}
		if want == nil { // its own one, and not the shared one
			diff(t, "the second township's", fmt.Sprint(len(ids), strings.Contains(fmt.Sprint(ids), caseShort(shared.Case))), "1 false")
			continue
		}
		diff(t, "the first township's", ids, want)
		diff(t, "when", []bool{rows[0].At == moment(w.clock.now()), rows[1].At == rows[0].At}, []bool{true, false})
	}
}

// sendFirst sends up what the first township has.
func (w *levels) sendFirst(t *testing.T) {
	t.Helper()
	if err := w.towns[0].SendUp(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// A township's village is not said to have no computer: who sends its rows is, and when.
func TestPages_ATownshipsVillageAtItsCounty(t *testing.T) {
	w, _, _ := differing(t)
	c := admitted(t, w.county)
	town, place := unitOf(t, w.county, townNames[0]), unitOf(t, w.county, "村00")
	body := c.get("/village?village=" + string(place.ID)).body
	for _, want := range []string{"由清溪镇报送，数据截至 " + moment(town.Heard), "最近变动 " + moment(place.Heard), "返回清溪镇统计"} {
		if !strings.Contains(body, want) {
			t.Errorf("the village's page does not say %q", want)
		}
	}
	body = c.get("/?town=" + string(town.ID)).body
	for _, want := range []string{"清溪镇各村，数据截至 " + moment(town.Heard) + "。", "最近变动"} {
		if !strings.Contains(body, want) {
			t.Errorf("the township's villages: no %q", want)
		}
	}
	book, err := sheet.Read(strings.NewReader(c.get("/villages.xlsx").body), "a.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprint(book[0].Rows)
	if strings.Count(text, townNames[0]) != 1 || !strings.Contains(text, "县里最近一次收到该村变动的时间") || !strings.Contains(text, "村00") {
		t.Errorf("the workbook: %s", text)
	}
}

// A village's computer asks which of its cases differ; the pages name them until the totals are
// the same again.
func TestCheckVillage_ListsTheCasesThatDiffer(t *testing.T) {
	s, _ := newServer(t)
	first, pc := enrolled(t, s, shimen, shimenArea), enrolled(t, s, dongli, dongliArea)
	shared, kept, gone := agreedFact(), agreedFact(), agreedFact()
	first.save(about(shared))
	first.sync()
	for _, f := range []data.Fact{shared, kept, gone} {
		pc.save(about(f))
	}
	pc.sync()
	changed := kept
	changed.People++
	req := pc.request()
	req.Check, req.Cases = data.TotalsCheck([][]byte{shared.Encode(), changed.Encode()}), 2
	req.Marks = &wire.PlaceMarks{Last: true, Marks: []data.RowMark{data.MarkOf(shared.Case, shared.Encode()), data.MarkOf(changed.Case, changed.Encode())}}
	if r := pc.send(req); len(r.Differs) != 3 {
		t.Fatalf("%d cases differ", len(r.Differs))
	}
	c := admitted(t, s)
	for _, page := range []string{"/check", "/check/village?village=" + pc.village} {
		body := c.get(page).body
		for id, words := range map[data.CaseID]string{
			shared.Case: "这一件已由" + shimen + "报送，没有重复计入", kept.Case: "两级内容不同", gone.Case: "下级没有这一件",
		} {
			_, row, _ := strings.Cut(body, "<tr><td>"+dongli+"</td><td>"+dongli+`</td><td class="code">`+caseShort(id)+"<")
			if row, _, _ = strings.Cut(row, "</tr>"); !strings.Contains(row, words) {
				t.Errorf("%s does not say %q of %s", page, words, caseShort(id))
			}
		}
	}
	if body := c.get("/check/village?village=" + pc.village).body; !strings.Contains(body, "逐件比对过，不一致的3件列在下面") {
		t.Error("the page of the village does not lead to the list")
	}
	req = pc.request()
	req.Check, req.Cases = data.TotalsCheck([][]byte{kept.Encode(), gone.Encode()}), 2
	pc.send(req)
	if body := c.get("/check").body; strings.Contains(body, "两级不一致的案件") {
		t.Error("what is the same again is still listed")
	}
}
