// Command gallery shows every widget of the desk in one window, to look at them and for the tests in a real window.
// With -log it writes a line for each thing that the user did.
package main

import (
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/container"

	"woshou/app/theme"
	"woshou/app/widget"
	"woshou/assets/fonts"
	"woshou/data"
)

func main() {
	scale := flag.Float64("scale", 1, "size of type: 1, 1.25 or 1.5")
	name := flag.String("log", os.DevNull, "file for what happens")
	flag.Parse()
	out, err := os.Create(*name)
	if err != nil {
		log.Fatal(err)
	}
	defer out.Close()
	a := app.NewWithID("cn.woshou.gallery")
	a.Settings().SetTheme(theme.New(fonts.UI(), nil).Scaled(float32(*scale)))
	w := a.NewWindow("gallery")
	g := &gallery{window: w, out: out, keys: widget.NewKeys(w.Canvas())}
	w.SetContent(g.build())
	w.Resize(fyne.NewSize(1366, 740))
	w.Canvas().Focus(g.name)
	w.ShowAndRun()
}

// gallery is the window.
type gallery struct {
	window fyne.Window
	out    io.Writer
	keys   *widget.Keys
	toasts *widget.Toasts

	name, facts *widget.Entry
	day         *widget.DayEntry
	table       *widget.Table
}

// logf writes a line for the tests.
func (g *gallery) logf(format string, args ...any) { fmt.Fprintf(g.out, format+"\n", args...) }

func (g *gallery) build() fyne.CanvasObject {
	g.toasts = widget.NewToasts(func(time.Duration, func()) {}) // here notices stay, to be looked at
	var steps *widget.Steps
	steps = widget.NewSteps([]string{"受理", "调查", "调解", "协议", "履行", "回访"}, func(i int) {
		g.logf("step %d", i)
		steps.SetCurrent(i)
	})
	steps.SetCurrent(2)
	form := container.NewVScroll(g.form())
	widget.KeepInView(form, form.Content)
	split := container.NewHSplit(form, g.ledger())
	split.Offset = 0.46
	hints := g.keys.Hints(
		widget.Hint{Key: widget.Key{Name: fyne.KeyF1}, Text: "帮助", Action: func() { g.logf("help asked") }},
		widget.Hint{Key: widget.Key{Name: fyne.KeyF9}, Text: "位置", Action: g.places},
		widget.Hint{Key: widget.Key{Name: fyne.KeyF, Modifier: fyne.KeyModifierControl}, Text: "查找", Action: g.table.Focus},
	)
	return container.NewStack(container.NewBorder(steps, container.NewVBox(g.buttons(), hints), nil, nil, split), g.toasts.Layer())
}

func (g *gallery) form() *widget.FormGrid {
	g.name = widget.NewEntry()
	g.name.PlaceHolder = "按身份证填写"
	g.name.MaxLength = 30
	g.name.OnChanged = func(s string) { g.logf("name %q", s) }
	g.name.OnSubmitted = func(s string) { g.logf("submit %q", s) }
	g.facts = widget.NewTextArea(4)
	g.facts.OnChanged = func(s string) { g.logf("facts %q", s) }
	g.day = widget.NewDayEntry(func() data.Day { d, _ := data.ParseDay("2026-03-24"); return d })
	g.day.OnValue = func(d data.Day) { g.logf("day %s", d) }
	id := widget.NewIDEntry()
	id.OnValue = func(v data.ResidentID) { g.logf("id %s", v) }
	money := widget.NewMoneyEntry()
	money.OnValue = func(f data.Fen) { g.logf("money %d", f) }
	kind := widget.NewSelect("请选择纠纷类型", []widget.Option{
		{Key: "neighbor", Label: "邻里纠纷"}, {Key: "family", Label: "婚姻家庭纠纷"}, {Key: "land", Label: "山林土地纠纷"},
	}, func(key string) { g.logf("kind %s", key) })
	sex := widget.NewRadio([]widget.Option{{Key: "male", Label: "男"}, {Key: "female", Label: "女"}}, func(key string) { g.logf("sex %s", key) })
	oral := widget.NewCheck("当事人口头申请", func(on bool) { g.logf("oral %v", on) })
	return widget.NewFormGrid(
		widget.Row{Label: "姓名", Required: true, Field: g.name},
		widget.Row{Label: "性别", Field: sex},
		widget.Row{Label: "身份证号", Hint: "可以暂不填写", Field: id},
		widget.Row{Label: "受理日期", Required: true, Field: g.day},
		widget.Row{Label: "纠纷类型", Required: true, Field: kind},
		widget.Row{Label: "涉及金额", Hint: "单位：元", Field: money},
		widget.Row{Label: "申请方式", Field: oral},
		widget.Row{Label: "纠纷事实", Required: true, Hint: "写清时间、地点、经过", Field: g.facts},
	)
}

func (g *gallery) ledger() fyne.CanvasObject {
	names := []string{"俞𬭎伟", "赵𫖯", "徐䶮", "陈𤧛", "孙𨱔"}
	states := []widget.Cell{
		{Text: "待受理"}, {Text: "调解中", Tone: widget.Info}, {Text: "已履行", Tone: widget.Good},
		{Text: "3天后到期", Tone: widget.Warn}, {Text: "已逾期", Tone: widget.Bad},
	}
	g.table = widget.NewTable([]widget.Column{
		{Title: "编号", Width: 8}, {Title: "当事人"}, {Title: "状态", Width: 7, Chip: true}, {Title: "金额（元）", Width: 7, Right: true},
	}, func() int { return 10000 }, func(row, column int) widget.Cell {
		switch column {
		case 0:
			return widget.Cell{Text: fmt.Sprintf("2026-%05d", row+1)}
		case 1:
			return widget.Cell{Text: names[row%5] + "、" + names[(row+2)%5]}
		case 2:
			return states[row%5]
		default:
			return widget.Cell{Text: data.Fen(row * 12345).Grouped()}
		}
	})
	g.table.OnCurrent = func(row int) { g.logf("row %d", row) }
	g.table.OnOpen = func(row int) { g.logf("open %d", row) }
	return g.table
}

func (g *gallery) buttons() fyne.CanvasObject {
	c := g.window.Canvas()
	save := widget.NewPrimaryButton("下一步", func() { g.toasts.Show(widget.Good, "已保存") })
	remove := g.keys.Button("删除", widget.Key{Name: fyne.KeyD, Modifier: fyne.KeyModifierAlt}, func() {
		widget.Confirm(c, widget.Question{
			Title: "删除这一条？", Text: "删除后不能恢复。这一条里的当事人、调解场次和协议都会一起删除。",
			Yes: "删除", No: "不删除", Danger: true,
		}, func(yes bool) { g.logf("delete %v", yes) })
	})
	say := g.keys.Button("提示", widget.Key{Name: fyne.KeyM, Modifier: fyne.KeyModifierAlt}, func() {
		widget.Message(c, "不能结案", "还有一方当事人没有签名。请先补签，再点“结案”。", func() { g.logf("read") })
	})
	off := widget.NewButton("不可用", nil)
	off.Disable()
	return container.NewHBox(save, remove, say, off)
}

// places logs where the fields are, in pixels of the window's content.
func (g *gallery) places() {
	c, d := g.window.Canvas(), fyne.CurrentApp().Driver()
	for name, o := range map[string]fyne.CanvasObject{"name": g.name, "facts": g.facts, "day": g.day, "table": g.table} {
		at := d.AbsolutePositionForObject(o)
		x, y := c.PixelCoordinateForPosition(at)
		right, bottom := c.PixelCoordinateForPosition(at.Add(o.Size()))
		g.logf("place %s %d %d %d %d", name, x, y, right-x, bottom-y)
	}
}
