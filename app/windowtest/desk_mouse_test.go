package windowtest

import (
	"bytes"
	"image"
	"slices"
	"testing"
)

// click presses what bears that text, with the mouse, and waits until the window shows another. The first place from
// the top counts.
func click(text, then string) step {
	return pointing("click "+text, then, func(p *program) image.Point { return p.sees(text) })
}

// clickIn is click for a text that stands in one line with another.
func clickIn(line, text, then string) step {
	return pointing("click "+text+" beside "+line, then, func(p *program) image.Point {
		p.t.Helper()
		at := p.sees(line)
		var found image.Rectangle
		p.WaitFor("the words "+text+" beside "+line, func() bool {
			all := p.words.find(p.picture(), text)
			i := slices.IndexFunc(all, func(r image.Rectangle) bool { return r.Min.Y <= at.Y && at.Y < r.Max.Y && r.Min.X > at.X })
			if i >= 0 {
				found = all[i]
			}
			return i >= 0
		})
		return middle(found)
	})
}

// pointing clicks on a place and checks that the window took notice.
func pointing(what, then string, place func(p *program) image.Point) step {
	return func(p *program) {
		p.t.Helper()
		p.last = what
		p.park()
		before := p.settled()
		at := place(p)
		p.Click(at.X, at.Y)
		p.park()
		p.WaitFor(what+" to change the window", func() bool { return !bytes.Equal(before.Pix, p.picture().Pix) })
		p.sees(then)
	}
}

// park takes the mouse out of the window, where it lights nothing up.
func (p *program) park() { p.command("xdotool", "mousemove", "3", "3") }

// sees waits for a text on the screen and returns the middle of its first place.
func (p *program) sees(text string) (at image.Point) {
	p.t.Helper()
	p.WaitFor("the words "+text, func() bool {
		found := p.words.find(p.picture(), text)
		if len(found) > 0 {
			at = middle(found[0])
		}
		return len(found) > 0
	})
	return at
}

func middle(r image.Rectangle) image.Point { return r.Min.Add(r.Max).Div(2) }

// inType chooses how large the type is.
func inType(size string, scale float64) step {
	return func(p *program) {
		at := p.sees(size)
		p.words.scale = scale
		pointing("click "+size, size, func(*program) image.Point { return at })(p)
	}
}

// tour goes through every screen of the sample record.
var tour = slices.Concat(
	[]step{click("先看示例", "离开示例"), look("today")},
	throughCase, throughForms, throughLists, throughTotals, throughSettings,
	[]step{click("离开示例", "下一步"), look("setup")},
)

var throughCase = []step{
	click("叶建国与张根土邻里纠纷", "登记内容"), look("case-intake"),
	click("Alt+2", "调解记录"), look("case-sessions"),
	click("Alt+3", "看协议书"), look("case-agreement"),
	click("Alt+4", "履行情况"), look("case-after"),
	click("Alt+5", "谁在什么时候做了什么"), look("case-history"),
	clickIn("Alt+1", "卷宗", "卷宗检查"), look("case-dossier"),
	click("其他步骤", "取消"), look("case-menu"), click("取消", "归档"),
	click("F8", "取消"), look("case-archive"), click("取消", "归档"),
	click("Alt+3", "看协议书"), click("看协议书", "第1页，共2页"), look("preview-1"),
	click("下一页", "第2页，共2页"), look("preview-2"), click("放大", "第2页，共2页"), click("缩小", "第2页，共2页"),
	click("返回", "看协议书"),
}

var throughForms = []step{
	click("今天", "离开示例"), click("蒋玉凤与蒋建明等婚姻家庭纠纷", "登记内容"), look("case-open"),
	click("登记当事人", "身份证号码"), look("party"), click("返回", "登记内容"),
	click("Alt+2", "调解记录"), click("打开", "记录调解"), look("session"), click("返回", "调解记录"),
	click("登记纠纷", "先存草稿"), look("intake"),
	click("请选择", "婚姻家庭纠纷"), look("intake-types"), click("邻里纠纷", "纠纷简要情况"),
	click("返回", "确定离开吗"), look("leave"), click("不保存", "调解记录"),
}

var throughLists = []step{
	click("台账", "办理情况"), look("ledger"),
	click("全部", "已办结"), look("ledger-groups"), click("履行中", "共1件"), look("ledger-filter"),
	click("履行中", "已办结"), click("已办结", "共4件"), click("台账", "共5件"),
	typed("yjg"), seen("共1件"), look("ledger-search"),
	click("叶建国", "登记内容"), // it is the current row
	click("统计", "按纠纷类型"), look("totals"),
	click("调解成功", "调解成功：按纠纷类型"), look("totals-success"),
	clickIn("调解成功", "4", "共4件"), look("ledger-behind"),
	click("统计", "按纠纷类型"), click("统计年度", "自己定"), look("totals-periods"), click("本月", "按纠纷类型"), look("totals-month"),
	click("报送", "示例不会报送"), look("sync"),
}

var throughTotals = []step{
	click("统计", "按纠纷类型"),
	click("统计表", "调解案件总数"), look("statistics"),
	click("补贴", "每位调解员"), look("subsidy"),
	click("导出表格", "取消"), look("subsidy-export"), click("取消", "每位调解员"),
	click("排查", "登记排查"), look("screening"),
	click("登记排查", "取消"), look("screening-dialog"), click("取消", "本期还没有排查记录"),
	click("法庭", "年度统计指标"), look("court"),
	clickIn("看案件", "登入台账", "取消"), look("court-dialog"), click("保存", "台账共1条"),
	click("交办单", "没有待办的交办单"), look("tasks"),
	click("登记交办单", "取消"), look("task-dialog"), click("取消", "没有待办的交办单"),
}

var throughSettings = []step{
	click("设置", "字的大小"), look("settings"),
	click("调委会", "调委会资料"), look("settings-committee"),
	click("修改", "取消"), look("settings-committee-change"), click("取消", "调委会资料"),
	click("添加调解员", "取消"), look("settings-mediator"), click("取消", "调委会资料"),
	click("本地清单", "添加本地条目"), look("settings-lists"),
	click("添加本地条目", "取消"), look("settings-list-row"), click("取消", "添加本地条目"),
	click("档案移交", "历次交接"), look("settings-handover"),
	click("登记交接", "取消"), look("settings-handover-dialog"), click("取消", "历次交接"),
	click("保管销毁", "期限已满的案卷"), look("settings-keeping"),
	click("显示", "字的大小"),
	inType("特大", 1.5), look("settings-huge"),
	click("今天", "离开示例"), look("today-huge"),
	click("台账", "办理情况"), look("ledger-huge"),
	click("统计", "指标"), look("totals-huge"),
	click("今天", "离开示例"), click("楼国平", "登记内容"), look("case-huge"),
	click("登记纠纷", "先存草稿"), look("intake-huge"), click("返回", "登记内容"),
	click("设置", "字的大小"), inType("标准", 1),
}

// typed types where a click put the cursor.
func typed(text string) step { return func(p *program) { p.Type(text) } }

// seen waits for a text.
func seen(text string) step { return func(p *program) { p.sees(text) } }

func TestDesk_EveryScreenByMouse(t *testing.T) {
	p := openProgram(t, Options{})
	p.words = newReader(t)
	p.run(tour...)
	p.quit()
}
