package form

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"woshou/data"
)

// skeleton is all that a form says of itself, a part a line: labels and fixed phrases.
func skeleton(f *Form) string {
	s := Blank(&data.Committee{Name: "东篱村人民调解委员会"})
	row := func(r Row) string {
		var out []string
		for _, f := range r {
			out = append(out, f.Label)
		}
		return strings.Join(out, " ")
	}
	lines := []string{f.Title + f.Number.Label}
	for _, part := range f.Parts {
		switch p := part.(type) {
		case Row:
			lines = append(lines, row(p))
		case PartyBlocks:
			for _, r := range append(append([]Row(nil), p.Person...), p.Company...) {
				lines = append(lines, row(r))
			}
			if p.More != nil {
				for _, r := range p.More(s) {
					lines = append(lines, row(r))
				}
			}
		case Sentence:
			text := p.Text
			for _, b := range p.Blanks {
				fill := "＿"
				if b.Ticks != nil {
					fill = choicesText(b.Ticks(s))
				}
				text = strings.Replace(text, "{}", fill, 1)
			}
			lines = append(lines, text)
		case Section:
			lines = append(lines, p.Label)
		case Heading:
			lines = append(lines, string(p))
		case PartyTable:
			var heads []string
			for _, c := range p.Columns {
				heads = append(heads, c.Label)
			}
			lines = append(lines, strings.Join(heads, "|"))
		case Choices:
			lines = append(lines, p.Label+choicesText(p.Options(s)))
		case Passage:
			lines = append(lines, p.Get(s))
		case Table:
			var heads []string
			for i, c := range p.Columns {
				if c.Group != "" && (i == 0 || p.Columns[i-1].Group != c.Group) {
					c.Head = c.Group + "：" + c.Head
				}
				heads = append(heads, c.Head)
			}
			lines = append(lines, strings.Trim(strings.Join(heads, "|"), "|"))
		case Cut:
			lines = append(lines, "--"+string(p))
		case Signing:
			var signers []string
			for _, s := range p.Signers {
				signers = append(signers, s.Label)
			}
			lines = append(lines, "["+strings.Join(signers, " ")+"]"+p.Seal+p.Note)
		}
	}
	return strings.Join(slices.DeleteFunc(lines, func(l string) bool { return l == "" }), "\n")
}

func choicesText(list []Choice) (out string) {
	for _, c := range list {
		out += "□" + c.Text
	}
	return out
}

// The words of the papers and their order are fixed; this test holds them.
func TestWords(t *testing.T) {
	identity := "姓名 性别 民族\n出生日期 联系方式\n身份证件号码\n工作单位或职业\n住址\n"
	body := "名称\n统一社会信用代码\n住所地\n法定代表人 职务 联系方式\n"
	block := "姓名 性别 民族 年龄\n职业或职务 联系方式\n单位或住址\n"
	company := "名称\n地址\n法定代表人姓名 职务 联系方式\n"
	letter := "现将＿与＿的＿纠纷移送你处，理由：＿；已调解＿次，附材料＿件＿页（清单）；"
	for _, tt := range []struct {
		f    *Form
		want string
	}{
		{&application2010, "人民调解申请书\n申请人" + block + "申请人" + company + "被申请人" + block + "被申请人" + company + "第三人" + block + "第三人" + company +
			"纠纷简要情况：\n当事人申请事项：\n本申请为口头申请，由＿当场记录，并于＿向申请人宣读，申请人确认记录无误。\n" +
			"人民调解委员会已将申请人民调解的相关规定告知我，现自愿申请人民调解委员会进行调解。\n[申请人（签名盖章或按指印） 记录人（签名）]"},
		{&rights2021, "人民调解当事人权利义务告知书\n一、人民调解委员会是调解民间纠纷的群众性组织，调解不收任何费用。\n" +
			"二、调解以双方自愿为前提，您可以接受、拒绝，也可以随时要求停止。\n三、您可以选择调解员，可以要求公开或者不公开进行。\n" +
			"四、请如实说明情况，遵守秩序，尊重对方和调解员。\n五、达成的协议对双方有约束力；需要法院确认的，请双方在协议生效后三十日内一起向法院申请。\n" +
			"六、调解不成，您可以依法仲裁、请有关部门处理或者向法院起诉。\n" +
			"七、您的姓名、电话、证件等信息只用于办理本案、归档、统计和依法移交，保存期限按卷宗保管期限执行；您可以查看、更正自己的信息。\n" +
			"当事人|是否公开|告知人、告知时间|签名或按指印|日期\n[告知人（签名）]"},
		{&inquiry2010, "人民调解调查记录\n时间：\n地点：\n参加人：\n被调查人： 性别 年龄\n职业或职务 联系方式\n单位或住址\n与当事人的关系\n记录：\n" +
			"以上记录我已看过（已向我宣读），与我说的一致。\n[被调查人（签名盖章或按指印） 调查人（签名） 记录人（签名）]"},
		{&record2010, "人民调解记录\n时间：\n地点：\n事由：\n当事人：\n参加人：\n调解方式：□面对面□背对背□视频□公开□不公开\n" +
			"人民调解委员会已将人民调解的相关规定告知各方当事人。\n调解记录：\n调解结果：\n以上记录当事人已看过（已向当事人宣读），确认无误。\n" +
			"[当事人（签名盖章或按指印） 参加人（签名） 人民调解员（签名） 记录人（签名）]（人民调解委员会印）"},
		{&oral2010, "人民调解口头协议登记表编号：\n当事人" + block + "当事人" + company +
			"纠纷主要事实、争议事项：\n经调解，自愿达成如下协议：\n履行方式、时限：\n[人民调解员（签名） 记录人（签名）]（人民调解委员会印）"},
		{&followUp2010, "人民调解回访记录\n当事人：\n调解协议编号：\n回访事由：\n回访时间：\n回访情况：\n[回访人（签名）]（人民调解委员会印）"},
		{&confirmation2016, "司法确认申请书\n申请人" + identity + "申请人" + body + "代理人\n请求事项：\n事实和理由：\n" +
			"申请人因＿纠纷，于＿经＿人民调解委员会主持调解，达成如下协议：\n现请求＿人民法院对上述协议予以确认。\n" +
			"申请人出于解决纠纷的目的自愿达成协议，没有恶意串通、规避法律的行为；如果因为该协议内容而给国家、集体或者他人造成损害的，愿意承担相应的民事责任和其他法律责任。\n" +
			"此致\n＿人民法院\n附：\n[申请人（签名或者盖章）]"},
		{&termination2026, "终止调解通知书编号：\n＿（当事人）：\n你们之间的＿纠纷，本调委会于＿受理，经＿次调解未能达成协议（原因：□一方不愿继续□分歧较大□期限届满□联系不上□其他＿），自即日起终止调解。\n" +
			"你们可以通过□仲裁□行政机关处理□人民法院诉讼等途径解决；起诉有时间限制，请及早办理。\n[]（印）\n[签收]"},
		{&reminder2026, "司法确认提示协议编号：\n本协议自＿起生效。如需司法确认，双方应在＿前共同向＿人民法院申请，免费；协议涉及身份关系效力或者物权、知识产权确权的，法院不受理确认申请。"},
		{&escalation2026, "激化风险报告\n＿：\n报告单位 时间\n当事人：\n简况：\n危险表现：□扬言伤害、自杀□持械□家暴□聚众□越级上访意向□涉未成年人□涉精神障碍□涉枪爆毒\n发现时间 涉及人数\n" +
			"已采取措施：\n请求支援事项：\n报告人 电话\n接报人 时间\n回复："},
		{&handUp2026, "移送（上交）函编号：\n致＿：\n" + letter + "当事人已知晓并同意材料随案移交（签名）；请在＿日内反馈是否接收。联系人＿。\n" +
			letter + "移送依据：＿；请在＿日内反馈是否接收。联系人＿。\n办理经过：\n序号|材料名称|页数|备注\n[当事人（签名）]（人民调解委员会印）\n" +
			"--回执\n＿：\n你会移送的＿与＿的＿纠纷（编号＿），我处□接收□退回，理由＿。\n[接收人（签名）]（印）"},
		{&receipt2026, "收条\n今收到＿支付的＿款人民币（大写）＿（￥＿），系履行（编号）＿协议第＿条。\n[收款人（签名/按指印） 付款人 见证人]"},
		{&police2026, "治安案件不予处罚书面申请\n申请人＿与＿因＿发生纠纷，经＿人民调解委员会调解，已于＿达成协议（编号＿）并履行完毕，双方自愿，现书面申请公安机关依法审查认可。\n" +
			"附：协议书、履行凭证。\n[申请人（各方签名按指印）]（以最终施行的法律条文为准）"},
		{&power2026, "授权委托书\n委托人" + identity + "委托人" + body + "受托人姓名 性别 联系方式\n身份证件号码 与委托人关系\n单位或住址\n事项：参加＿纠纷调解。\n" +
			"权限：□一般□特别（承认、放弃、变更请求，达成并签署协议）\n期限：自＿起至＿止。\n附：双方证件复印件。\n[委托人（签名按指印） 受托人（签名按指印）]"},
		{&address2026, "送达地址确认书编号：\n姓名 电话\n地址\n名称 电话\n地址\n代收人 代收人电话\n代收人地址\n是否同意以微信、短信、电子邮件送达：□同意□不同意\n接收送达的微信号、手机号\n接收送达的电子邮箱\n" +
			"以上地址、电话和接收方式由本人提供并确认无误；有变更的，本人应当及时告知人民调解委员会。\n[确认人（签名）]"},
		{&statistics2026, "人民调解案件情况统计表\n填报单位\n统计时段\n类别|项目|全部：件|人|元|仅书面：件|人|元\n" +
			"矛盾纠纷排查：排查次数|发现件数|预防件数|人民调解员：总数|委员|聘任|专职|兼职|妇女\n比率|计算方法|全部：件数|比率|仅书面：件数|比率\n" +
			statisticsNotes + "\n[负责人（签名） 填表人（签名）]（人民调解委员会印）"},
		{&subsidy2026, "人民调解案件补贴申报表\n填报单位 统计时段\n序号|案号|案件|纠纷类型|结案日期|结果|等级|比例|卷宗|调解员及应得（元）|金额（元）\n" +
			"本期申报案件＿件，补贴金额合计人民币（大写）＿（￥＿元）。\n调解员|件数|金额（元）|本人签名|调解员|件数|金额（元）|本人签名\n" +
			"注：“卷宗”为卷内已有的项数（共9项）；一案有几位调解员的，补贴平均分。\n[负责人（签名） 填报人（签名）]（人民调解委员会印）\n司法所审核意见|司法局审批意见"},
		{&ledger2026, "共享法庭工作台账\n填报单位 统计时段\n序号|日期|事项|当事人、对象|人数|案号|法官|分钟|结果|证明材料|记录人\n" +
			"统计指标：指导调解|网上立案|在线庭审|司法确认|普法宣传|治理咨询|指导后化解（件）\n[负责人（签名） 记录人（签名）]（人民调解委员会印）"},
		{&task2026, "交办单编号：\n交办单位 检查人员\n检查对象\n风险等级 交办日期\n问题清单：\n即时措施：\n以上问题同时交办＿、＿，请于＿前督促整改到位，并书面反馈整改情况。\n" +
			"[接收人（签名、日期）]（印）\n整改情况：\n整改人 整改日期\n指导、验收意见：\n验收结果：□合格，予以销号□不合格，退回再改\n验收人 销号日期\n" +
			"[整改人（签名） 指导人（签名） 验收人（签名）]（验收单位印）"},
		{&handOver2026, "档案移交清单\n移交人 接收人 监交人\n年度|起始卷号|终止卷号|卷数|在办|缺号\n电子介质编号 文件名\n校验值\n缺失说明：\n在办案件：\n备注：\n" +
			"[移交人（签名） 接收人（签名） 监交人（签名）]（人民调解委员会印）"},
	} {
		if d := cmp.Diff(strings.Split(tt.want, "\n"), strings.Split(skeleton(tt.f), "\n")); d != "" {
			t.Errorf("%s (-want +got):\n%s", tt.f.Code, d)
		}
	}
}
