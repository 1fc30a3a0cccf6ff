package township

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"woshou/data"
	"woshou/data/sheet"
	"woshou/sync/township/ledger"
)

var (
	rowName  = regexp.MustCompile(`<th scope="row" class="first"><a href="/village[^"]*">([^<]+)</a></th>`)
	sortLink = regexp.MustCompile(`<th scope="col"[^>]*><a href="([^"]+)">([^<]+)`)
	nextLink = regexp.MustCompile(`<a class="chip" href="([^"]+)" rel="next">`)
	caseID   = regexp.MustCompile(`<td class="code">([0-9a-f]{8})</td>`)
)

// TestPages_ManyVillages: the pages of the table hold each village once, sorting by a
// column sorts by it, and a name is found.
func TestPages_ManyVillages(t *testing.T) {
	s, _ := newServer(t)
	crowd(t, s, 120, 2)
	c := admitted(t, s)
	seen := map[string]bool{}
	pages := 0
	for path := "/"; path != ""; pages++ {
		body := c.get(path).body
		for _, m := range rowName.FindAllStringSubmatch(body, -1) {
			if seen[m[1]] {
				t.Errorf("%s is listed twice", m[1])
			}
			seen[m[1]] = true
		}
		path = ""
		if m := nextLink.FindStringSubmatch(body); m != nil {
			path = html.UnescapeString(m[1])
		}
	}
	diff(t, "pages and villages", []int{pages, len(seen)}, []int{3, 120})
	if got := len(rowName.FindAllString(c.get("/?page=all").body, -1)); got != 120 {
		t.Errorf("the whole table has %d villages", got)
	}
	if got := len(rowName.FindAllString(c.get("/?page=99").body, -1)); got != 20 {
		t.Errorf("a page beyond the last has %d villages", got)
	}
	found := rowName.FindAllStringSubmatch(c.get("/?find="+url.QueryEscape("青禾")).body, -1)
	diff(t, "villages found", []any{len(found), found[0][1]}, []any{24, "青禾社区"})
	if a := c.get("/?find=" + url.QueryEscape("<b>")); !strings.Contains(a.body, "没有名称含“&lt;b&gt;”的村") {
		t.Error("nothing found is not said")
	}
	for _, m := range sortLink.FindAllStringSubmatch(c.get("/").body, -1) {
		path := html.UnescapeString(m[1])
		a := c.get(path)
		if a.status != 200 || strings.Count(a.body, `aria-sort="`) != 1 {
			t.Errorf("sorted by %s: %d, %d columns marked", m[2], a.status, strings.Count(a.body, `aria-sort="`))
		}
	}
	diff(t, "an unknown column", c.get("/?sort=nothing").status, 400)
}

func TestPages_SortedByAFigure(t *testing.T) {
	s, _ := newServer(t)
	crowd(t, s, 40, 9)
	c := admitted(t, s)
	row := regexp.MustCompile(`<tr><th scope="row" class="first"><a.*`)
	for sort, falling := range map[string]bool{"-accepted": true, "accepted": false} {
		var got []int
		for _, line := range row.FindAllString(c.get("/?sort="+sort).body, -1) {
			n, _ := strconv.Atoi(figureLink.FindAllStringSubmatch(line, 2)[1][2])
			got = append(got, n)
		}
		if falling {
			slices.Reverse(got)
		}
		if len(got) != 40 || !slices.IsSorted(got) || got[0] == got[39] {
			t.Errorf("%s: %v", sort, got)
		}
	}
}

// TestPages_LongListsInPages: the pages of a list hold as many rows as its figure says,
// each once, and the files hold them all.
func TestPages_LongListsInPages(t *testing.T) {
	s, _ := newServer(t)
	crowd(t, s, 30, 20)
	c := admitted(t, s)
	ids := map[string]bool{}
	path := "/cases?from=&to=&figure=received"
	want := caseCount.FindStringSubmatch(c.get(path).body)[1]
	file := c.get("/cases.csv?from=&to=&figure=received")
	pages := 0
	for ; path != ""; pages++ {
		body := c.get(path).body
		for _, line := range strings.Split(body, "\n") {
			if strings.Contains(line, `<tr class="case">`) {
				ids[caseID.FindStringSubmatch(line)[1]] = true
			}
		}
		path = ""
		if m := nextLink.FindStringSubmatch(body); m != nil {
			path = html.UnescapeString(m[1])
		}
	}
	diff(t, "rows in 3 pages", []string{strconv.Itoa(len(ids)), strconv.Itoa(pages)}, []string{want, "3"})
	lines, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file.body, "\xEF\xBB\xBF"))).ReadAll()
	if err != nil || strconv.Itoa(len(lines)-1) != want {
		t.Errorf("the file has %d lines, %v", len(lines), err)
	}
	for _, line := range lines[1:] {
		if !ids[line[2][:8]] {
			t.Errorf("%s is in the file only", line[2])
		}
	}
	book, err := sheet.Read(strings.NewReader(c.get("/cases.xlsx?from=&to=&figure=received").body), "a.xlsx")
	if err != nil || len(book) != 1 || len(book[0].Rows) < len(ids) {
		t.Fatalf("the workbook: %v", err)
	}
}

// TestPages_StatisticsAsAFile: the table of one village and that of all have the figures
// of the rows, in the form's order.
func TestPages_StatisticsAsAFile(t *testing.T) {
	s, _ := newServer(t)
	pc := seed(t, s)
	c := admitted(t, s)
	var rows, own []data.Fact
	err := s.eachVillage(t.Context(), func(v *ledger.Village, facts []data.Fact) error {
		if rows = append(rows, facts...); string(v.ID) == pc.village {
			own = facts
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for path, of := range map[string][]data.Fact{"/statistics.xlsx": rows, "/statistics.xlsx?village=" + pc.village: own} {
		a := c.get(path)
		if !strings.HasPrefix(a.header.Get("Content-Disposition"), "attachment; filename*=UTF-8''") {
			t.Errorf("%s: %q", path, a.header.Get("Content-Disposition"))
		}
		tables, err := sheet.Read(bytes.NewReader([]byte(a.body)), "a.xlsx")
		if err != nil || len(tables) != 1 {
			t.Fatalf("%s: %v", path, err)
		}
		var text []string
		for _, r := range tables[0].Rows {
			text = append(text, strings.Join(r.Cells, "|"))
		}
		got := strings.Join(text, "\n")
		for _, l := range data.StatisticsTableOfFacts(of, data.ReportYear(2026)).Lines() {
			if want := fmt.Sprintf("%s|%d|%d|", l.Name, l.All.Cases, l.All.People); !strings.Contains(got, want) {
				t.Errorf("%s has no %s", path, want)
			}
		}
		if strings.Contains(got, "排查次数") || !strings.Contains(got, "调解成功率") {
			t.Errorf("%s holds\n%s", path, got)
		}
	}
	diff(t, "of no village", c.get("/statistics.xlsx?village=none").status, 404)
	villages, err := sheet.Read(strings.NewReader(c.get("/villages.xlsx").body), "a.xlsx")
	if err != nil || len(villages) != 1 {
		t.Fatalf("the villages: %v", err)
	}
	last := villages[0].Rows[len(villages[0].Rows)-2].Cells // the line of the sums, before the foot
	diff(t, "the sums", last[:2], []string{"合计", ""})
	if total := strconv.Itoa(data.TotalsOf(rows, data.ReportYear(2026), data.FigureReceived).Figures[data.FigureReceived].Cases); last[2] != total {
		t.Errorf("received %s, want %s", last[2], total)
	}
}

// TestPages_OneVillage: its figures are those of its line, and open its rows only.
func TestPages_OneVillage(t *testing.T) {
	s, _ := newServer(t)
	pc := seed(t, s)
	c := admitted(t, s)
	path := "/village?village=" + pc.village + "&figure=open&from=2025-12-01&to=2026-11-30"
	body := c.get(path).body
	links := figureLink.FindAllStringSubmatch(body, -1)
	if len(links) < 2*12+18+12+6+3 {
		t.Errorf("%d figures", len(links))
	}
	for _, m := range links {
		list := c.get(html.UnescapeString(m[1])).body
		if n := strconv.Itoa(strings.Count(list, `<tr class="case">`)); n != m[2] || strings.Contains(list, shimen) {
			t.Errorf("%s shows %s and opens %s", m[1], m[2], n)
		}
	}
	diff(t, "no village", c.get("/village?village=none").status, 404)
	if !strings.Contains(body, "数据截至 2026-06-01 09:30") || !strings.Contains(body, ">正常<") {
		t.Error("the page does not say how the village stands")
	}
}

func TestStanding_InWords(t *testing.T) {
	now := startTime()
	for _, c := range []struct {
		s     standing
		heard time.Time
		want  string
	}{
		{standing{}, now, "没有在用的电脑"}, {standing{computers: 1}, time.Time{}, "从未连接"},
		{standing{computers: 1}, now.Add(-12*24*time.Hour - time.Minute), "12天未联系"},
		{standing{computers: 2, waiting: 3}, now, "3条未送出"}, {standing{computers: 1}, now.Add(-silentAfter), "正常"},
		{standing{computers: 1}, now.AddDate(73, 0, 0), "超过7天未联系"}, {standing{computers: 1}, now.Add(time.Minute), "正常"},
	} {
		diff(t, c.want, c.s.at(c.heard, now).words, c.want)
	}
}

func TestYearBefore_KeepsWholeMonths(t *testing.T) {
	for _, c := range []struct{ from, to, wantFrom, wantTo string }{
		{"2025-12-01", "2026-11-30", "2024-12-01", "2025-11-30"}, {"2025-02-01", "2025-02-28", "2024-02-01", "2024-02-29"},
		{"2024-02-01", "2024-02-29", "2023-02-01", "2023-02-28"}, {"2026-01-15", "2026-02-14", "2025-01-15", "2025-02-14"},
	} {
		from, _ := data.ParseDay(c.from)
		to, _ := data.ParseDay(c.to)
		got, ok := yearBefore(data.Period{From: from, To: to})
		diff(t, c.from, []any{got.From.String(), got.To.String(), ok}, []any{c.wantFrom, c.wantTo, true})
	}
	if _, ok := yearBefore(data.Period{From: 5}); ok {
		t.Error("an open period has a year before")
	}
	diff(t, "a quarter", periodName(quartersOf(data.ReportYear(2026))[1].Period), "2026报表年度第二季度")
}

// TestDiffer_NamesTheCases: what can be known from the sum alone is found.
func TestDiffer_NamesTheCases(t *testing.T) {
	s, _ := newServer(t)
	pc := enrolled(t, s, dongli, dongliArea)
	var facts []data.Fact
	for range 6 {
		f := agreedFact()
		facts = append(facts, f)
		pc.save(about(f))
	}
	changed := facts[2]
	changed.Performance = data.FullyDone
	pc.save(about(changed))
	pc.sync()
	raw := func(facts ...data.Fact) (rows [][]byte) {
		for _, f := range facts {
			rows = append(rows, f.Encode())
		}
		return rows
	}
	now := slices.Clone(facts)
	now[2] = changed
	before := slices.Clone(facts[:5]) // before the sixth case and the change
	missing := slices.Delete(slices.Clone(now), 3, 4)
	older := slices.Clone(now)
	older[2] = facts[2]
	for _, c := range []struct {
		name string
		rows [][]byte
		want finding
		ids  []data.CaseID
	}{
		{"an earlier time", raw(before...), foundLater, []data.CaseID{changed.Case, facts[5].Case}},
		{"without the last change", raw(older...), foundLater, []data.CaseID{changed.Case}},
		{"without a case", raw(missing...), foundMissing, []data.CaseID{facts[3].Case}},
		{"with one more", append(raw(now...), []byte("x")), foundNothing, nil},
		{"nothing yet", nil, foundLater, nil},
	} {
		report := ledger.Report{At: startTime(), Digest: data.TotalsCheck(c.rows), Cases: len(c.rows)}
		err := s.led.View(context.Background(), func(r ledger.Reader) error {
			v, err := r.Village(ledger.VillageID(pc.village))
			if err != nil {
				return err
			}
			d := &differ{r: r, village: &v}
			found, ids, err := d.find(report)
			diff(t, c.name, found, c.want)
			if c.ids != nil {
				diff(t, c.name, ids, c.ids)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestDiffer_OlderRow: one case is still what it was while others went on.
func TestDiffer_OlderRow(t *testing.T) {
	s, _ := newServer(t)
	pc := enrolled(t, s, dongli, dongliArea)
	first, second := agreedFact(), agreedFact()
	changed := first
	changed.Performance = data.FullyDone
	for _, f := range []data.Fact{first, changed, second} {
		pc.save(about(f))
	}
	pc.sync()
	req := pc.request()
	req.Check, req.Cases = data.TotalsCheck([][]byte{first.Encode(), second.Encode()}), 2
	pc.send(req)
	body := admitted(t, s).get("/check/village?village=" + pc.village).body
	if !strings.Contains(body, "有1件村里仍是较早的内容") || strings.Count(body, caseShort(first.Case)) != 2 {
		t.Error("the page does not name the case that is older")
	}
}

// BenchmarkTotalsPage is the page of all villages of a city: 2,304 with 300 cases each.
func BenchmarkTotalsPage(b *testing.B) {
	s, err := New(Config{Dir: b.TempDir(), Name: "清溪市"})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	crowd(b, s, 2304, 300)
	s.pages.totals(visitFor(b, "/")) // the board is read once
	for b.Loop() {
		s.pages.totals(visitFor(b, "/?sort=-accepted"))
	}
}

// visitFor is an administrator's visit to an address.
func visitFor(b *testing.B, address string) visit {
	b.Helper()
	return visit{w: httptest.NewRecorder(), r: httptest.NewRequest(http.MethodGet, address, nil), account: ledger.Account{Role: ledger.RoleAdmin}}
}
