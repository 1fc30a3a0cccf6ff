package windowtest

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The first case of the samples, from the first run of the program to its totals at the township, typed by hand.

const password = "Dongli-2026"

// firstRun sets the committee up.
var firstRun = []step{
	look("setup-1-empty"),
	fill(text("东篱村人民调解委员会"), text("339921101201"), text("示清东"), text("东篱村"), text("清溪镇"), text("示例县"),
		text("东篱村文化礼堂调解室"), text("660100"), text("示例县人民法院"), text("54339921MF9999011H")),
	look("setup-1-committee"), keys("ctrl+s"),
	fill(text("杨秀莲"), pick(1), text("660101"), tick), press(1), // the button for another mediator
	fill(text("王海燕"), pick(1), text("660102")), look("setup-2-other"), press(2),
	look("setup-2-mediators"), keys("ctrl+s"),
	fill(text(password), text(password)), look("setup-3-password"), keys("ctrl+s"),
	made, look("setup-4-recovery"),
	opening(screenToday, repeat(3, "Tab"), tick, press(1)),
	look("today-empty"),
}

// made waits for the record, which is slow to make, and its recovery sheet.
func made(p *program) {
	p.WaitFor("the record", func() bool {
		_, err := os.Stat(filepath.Join(p.dir, "record.db"))
		return err == nil
	})
	p.settled()
}

// begin takes the dispute in, accepts it and tells the parties their rights.
var begin = []step{
	opening(screenIntake, keys("ctrl+n")), look("intake-empty"),
	fill(text("叶建国"), text("660111"), text("339921196803150014"), text("示例县清溪镇东篱村"),
		text("张根土"), text("660112"), text("339921195911020036"), text("示例县清溪镇东篱村"),
		pick(2), text(summary), text("1、张根土赔偿医药费；\n2、张根土拆除遮挡物。"), text("386"), text("东篱村叶建国、张根土两家屋旁"),
		instead("2026-03-02")),
	opening(screenCase, saving("intake", keys("ctrl+s"))), look("case-applied"),
	saving("accept", keys("F8"), fill(instead("2026-03-02"), skip, tick, skip, skip, skip), press(1)),
	saving("inform", keys("F8"), fill(skip, skip, instead("2026-03-02"), skip, skip), press(1)),
}

const summary = "叶建国修房时瓦片掉落，碰坏邻居张根土家的屋瓦。张根土多次上门要求修复没有结果，在两家之间悬挂遮挡物。2026年3月1日双方发生推搡，叶建国手臂擦伤，花去医药费386元。"

// meeting is one of the six sessions.
type meeting struct {
	on, start, end string
	place          string // "" as the last time
	away           string // who did not come
	notes, result  string
	next           string
}

var meetings = []meeting{
	{on: "2026-03-02", start: "09:00", end: "10:20", next: "2026-03-05",
		notes: "双方分别讲了经过。调解员看了叶建国的伤和门诊票据。", result: "双方愿意继续调解，保证不再动手。"},
	{on: "2026-03-05", start: "14:00", end: "15:30", next: "2026-03-09", place: "东篱村两家屋旁",
		notes: "到现场查看，张根土家屋檐有十一片瓦破损。", result: "先后次序没有谈拢。"},
	{on: "2026-03-09", start: "09:00", end: "09:40", next: "2026-03-13", place: "东篱村文化礼堂调解室", away: "叶建国",
		notes: "单独听张根土的意见。", result: "张根土同意承担部分费用。"},
	{on: "2026-03-13", start: "09:00", end: "09:45", next: "2026-03-18", away: "张根土",
		notes: "单独听叶建国的意见。", result: "叶建国同意修瓦。"},
	{on: "2026-03-18", start: "18:30", end: "20:00", next: "2026-03-24",
		notes: "叶建国要1200元，张根土只肯出500元。", result: "金额相差700元，约定再谈一次。"},
	{on: "2026-03-24", start: "09:00", end: "10:40",
		notes: "双方各退一步，叶建国当面表示修瓦拖得太久，张根土也表示不该动手。", result: "双方达成书面协议，当场签字。"},
}

// record is the screen of a session, filled from top to bottom.
func (m meeting) record(name string) step {
	place, mode := skip, skip
	if m.place != "" {
		place = instead(m.place)
	}
	ye, zhang := skip, skip
	switch m.away {
	case "叶建国":
		ye, mode = tick, pick(1)
	case "张根土":
		zhang, mode = tick, pick(1)
	}
	next := skip
	if m.next != "" {
		next = text(m.next)
	}
	return func(p *program) {
		p.run(opening(screenSession, keys("F8")),
			opening(screenCase, saving(name,
				fill(instead(m.on), text(m.start), text(m.end), place, mode, ye, zhang, skip, skip, text(m.notes), text(m.result), skip, next),
				keys("ctrl+s"))))
	}
}

// clause opens the dialog of a kind, which is so many buttons down the list, and fills it; the button to keep it is
// tabs further on.
func clause(name string, kind int, tabs int, fields ...step) step {
	return func(p *program) {
		p.run(keys("alt+Insert"), press(kind), fill(fields...), look(name), press(tabs))
	}
}

// agree drafts the agreement, prints it, and has it marked until it is in force.
var agree = []step{
	opening(screenAgreement, keys("F8")), look("agreement-empty"),
	fill(skip, instead("2026-03-24"), instead(facts)),
	clause("clause-pay", 0, 3, skip, tick, tick, skip, text("医药费、误工费"), text("800"), pick(1), text("2026-03-31")),
	clause("clause-repair", 2, 2, tick, skip, text("按原样修复张根土家屋瓦"), text("2026-04-10"), text("东篱村村民委员会")),
	clause("clause-remove", 2, 3, skip, tick, text("拆除悬挂的遮挡物"), text("2026-03-31")),
	clause("clause-other", 10, 1, text("双方今后有事找村人民调解委员会，不得动手。")),
	opening(screenCase, saving("agreement", keys("ctrl+s"))), look("case-agreed"),
	opening(screenPreview, keys("F8")), look("preview"),
	keys("ctrl+s"), paper, look("preview-saved"), keys("Return"),
	opening(screenCase, keys("Escape")),
	saving("mark-applicant", keys("F8"), press(5)), // the day of the marks is today, as the day of printing
	saving("mark-respondent", keys("F8"), fill(skip, pick(1)), press(4)),
	saving("mark-mediator", keys("F8"), press(1)),
	saving("mark-seal", keys("F8"), press(1)),
	look("case-marked"), keys("F8"), saving("paper-seen", keys("Return")), look("case-in-force"),
}

const facts = "叶建国修房时瓦片掉落，碰坏张根土家屋瓦；张根土悬挂遮挡物。2026年3月1日双方推搡，叶建国手臂擦伤。经调解，双方认可推搡双方都有责任。"

// after follows the agreement until the case is closed.
var after = []step{
	urge("payment"), urge("removal"), urge("repair"),
	saving("advise", keys("F8"), fill(skip, skip, skip, skip, skip, skip, skip, skip, text("告诉叶建国可以起诉或者申请支付令。")), press(1)),
	perform("payment", instead("2026-03-28"), skip, skip, skip, text("叶建国收到现金800元，出具收条"), skip),
	perform("repair", instead("2026-04-12"), skip, text("村民委员会验收，屋瓦已按原样修好")),
	perform("removal", instead("2026-03-30"), text("东篱村村民委员会"), text("遮挡物已拆除")),
	look("case-performed"),
	saving("follow-up", keys("F8"), fill(skip, skip, tick, skip, pick(2), skip, skip, text("协议全部履行，两家已经恢复来往，双方都满意。")), press(1)),
	saving("close", keys("F8"), press(1)),
	keys("alt+5"), look("case-closed"),
}

// urge records a reminder about the first item that is still open. All of them are long overdue today, so the desk
// first proposes to urge the party, and then to tell the other side what else can be done.
func urge(name string) step {
	return saving("urge-"+name, keys("F8"), fill(skip, skip, skip, skip, text("电话提醒，答应马上办。")), press(1))
}

// perform records that the first item which is still open was done; fields are those behind the item.
func perform(name string, fields ...step) step {
	return saving("perform-"+name, keys("F8"), fill(append([]step{skip}, fields...)...), press(1))
}

// paper waits for the PDF.
func paper(p *program) {
	p.WaitFor("the paper", func() bool {
		files, _ := filepath.Glob(filepath.Join(p.dir, "papers", "*.pdf"))
		return len(files) == 1 && strings.Contains(p.log(), "msg=printed ") // and the message stands
	})
}

// texts are what is typed by phrases and must be on record, but for those of the meetings.
var texts = []string{
	"54339921MF9999011H",
	"东篱村人民调解委员会", "示清东", "东篱村", "清溪镇", "示例县", "东篱村文化礼堂调解室", "示例县人民法院", "杨秀莲", "王海燕",
	"叶建国", "张根土", "示例县清溪镇东篱村", summary, "1、张根土赔偿医药费；", "2、张根土拆除遮挡物。", "东篱村叶建国、张根土两家屋旁",
	facts, "医药费、误工费", "按原样修复张根土家屋瓦", "东篱村村民委员会", "拆除悬挂的遮挡物", "双方今后有事找村人民调解委员会，不得动手。",
	"叶建国收到现金800元，出具收条", "村民委员会验收，屋瓦已按原样修好", "遮挡物已拆除", "电话提醒，答应马上办。",
	"告诉叶建国可以起诉或者申请支付令。",
	"协议全部履行，两家已经恢复来往，双方都满意。",
}

func TestDesk_FirstCaseByKeyboard(t *testing.T) {
	town, address, code := startTownship(t)
	typed := slices.Clone(texts)
	for _, m := range meetings {
		typed = append(typed, m.start, m.end, m.place, m.notes, m.result)
	}
	p := openProgram(t, Options{InputMethod: true, Phrases: append(slices.Clone(typed), password, address, code)})
	p.Pinyin()
	from := today()
	p.run(firstRun...)
	p.run(begin...)
	for i, m := range meetings {
		p.run(m.record("session-" + string(rune('1'+i))))
	}
	p.run(agree...)
	printed(t, p)
	p.run(after...)
	p.run(enrol(town, address, code)...)
	p.quit()

	st := p.record()
	c := onlyCase(t, st)
	checkCase(t, c, from)
	checkTexts(t, typed, st.Committee(), c)
	compareTotals(t, town, st)
}
