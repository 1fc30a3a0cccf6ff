package app

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"woshou/app/theme"
	"woshou/app/view"
	"woshou/assets/fonts"
	"woshou/data"
)

// fill adds n cases to the record that is open.
func fill(t testing.TB, a *App, n int) {
	t.Helper()
	family, given := []rune("王李张刘陈杨赵黄周吴"), []rune("建国秀莲海燕大伟根土玉凤桂英")
	types := data.DisputeTypes
	for i := range n {
		name := func(k int) string {
			return string([]rune{family[(i+k)%len(family)], given[(i/7+k)%len(given)], given[(i/3)%len(given)]})
		}
		_, err := a.desk.Intake(view.IntakeForm{
			Source: data.Application, Type: data.DisputeType(types[i%len(types)].Code), Place: "东篱村", ReceivedOn: a.today().Add(-i % 900),
			Summary: fmt.Sprintf("两家因为第%d块地的边界起了争执，多次争吵，请求调解。", i),
			Parties: []data.Party{{Role: data.Applicant, Kind: data.Person, Name: name(1)}, {Role: data.Respondent, Kind: data.Person, Name: name(4)}},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// BenchmarkLedger measures a letter typed into the search of 10,000 cases, with the
// screen drawn. A stutter begins where this is longer than a few frames of 16 ms.
func BenchmarkLedger(b *testing.B) {
	a := sampleApp(b)
	a.fyne.Settings().SetTheme(theme.New(fonts.UI(), nil)) // the font counts: most of the time goes to text
	fill(b, a, 10_000)
	a.Show(Route{Page: PageLedger})
	s := a.screen.(*ledgerScreen)
	b.Run("letter", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			s.text.SetText([]string{"z", "zj", "zjg", ""}[i%4])
			a.window.Canvas().Capture()
		}
	})
	b.Run("find", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			s.text.Text = []string{"z", "zj", "zjg", ""}[i%4]
			s.refresh()
		}
	})
	b.Run("figure", func(b *testing.B) {
		for b.Loop() {
			a.Show(Route{Page: PageLedger, Filter: data.Filter{Figure: data.FigureReceived, Period: data.ReportYearOf(a.today())}})
		}
	})
	b.Run("totals", func(b *testing.B) {
		for b.Loop() {
			a.Show(Route{Page: PageTotals})
		}
	})
	b.Run("today", func(b *testing.B) {
		for b.Loop() {
			a.Show(Route{Page: PageToday})
		}
	})
	b.Run("navigation", func(b *testing.B) {
		for b.Loop() {
			a.nav.refresh()
		}
	})
}

func TestLedger_ManyCasesAreCutAndCounted(t *testing.T) {
	a := sampleApp(t)
	fill(t, a, mostCases)
	a.Show(Route{Page: PageLedger})
	s := a.screen.(*ledgerScreen)
	total := len(a.desk.Store.Rows())
	if len(s.view.Rows) != mostCases {
		t.Errorf("%d rows of %d", len(s.view.Rows), total)
	}
	shows(t, a, fmt.Sprintf("共%d件，显示前%d件", total, mostCases))
	s.table.SetCurrent(40)
	id := s.view.Rows[40].ID
	s.refresh()
	if s.currentCase() != id {
		t.Error("a refresh loses the case that was chosen")
	}
	s.table.Focus()
	a.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if c, ok := a.screen.(*caseScreen); !ok || c.id != id {
		t.Errorf("Enter opens %T", a.screen)
	}
	a.Show(Route{Page: PageLedger})
	test.Type(a.screen.(*ledgerScreen).text, "第37块")
	shows(t, a, "共1件")
}
