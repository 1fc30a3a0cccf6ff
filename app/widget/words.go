package widget

import "fmt"

// Words are the texts that widgets show of their own accord.
type Words struct {
	OK, Cancel   string                       // buttons of dialogs
	Today, Clear string                       // buttons of the calendar
	PickDay      string                       // what the calendar button does
	Weekdays     [7]string                    // from Monday
	Month        func(year, month int) string // title of the calendar
	Male, Female string
	Explain      func(error) string // the sentence for an input error, such as *data.Invalid
}

// words starts in plain Chinese; SetWords replaces it.
var words = Words{
	OK: "确定", Cancel: "取消",
	Today: "今天", Clear: "清空", PickDay: "选择日期",
	Weekdays: [7]string{"一", "二", "三", "四", "五", "六", "日"},
	Month:    func(year, month int) string { return fmt.Sprintf("%d年%d月", year, month) },
	Male:     "男", Female: "女",
	Explain: func(error) string { return "填写有误，请检查" },
}

// SetWords sets the texts for all widgets made afterwards. Call it once, before the first window.
func SetWords(w Words) { words = w }
