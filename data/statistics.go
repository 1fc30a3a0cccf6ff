package data

import "slices"

// ColumnCode names a column of the case statistics table.
type ColumnCode string

// ColumnGroup names a group of columns.
type ColumnGroup string

// The groups of columns of the case statistics table (人民调解案件情况统计表).
const (
	GroupTotals       ColumnGroup = "totals"
	GroupOrganisation ColumnGroup = "organisation"
	GroupSource       ColumnGroup = "source"
	GroupType         ColumnGroup = "type"
	GroupForm         ColumnGroup = "form"
	GroupPerformance  ColumnGroup = "performance"
	GroupConfirmation ColumnGroup = "confirmation"
	GroupFeedback     ColumnGroup = "feedback"
	GroupParties      ColumnGroup = "parties"
	GroupRelation     ColumnGroup = "relation"
	GroupPrevented    ColumnGroup = "prevented"
	GroupBeside       ColumnGroup = "beside"
)

// ColumnGroups lists the groups in the order of the table.
var ColumnGroups = List{
	{Code: string(GroupTotals), Name: "总数"}, {Code: string(GroupOrganisation), Name: "调解组织"},
	{Code: string(GroupSource), Name: "案件来源"}, {Code: string(GroupType), Name: "纠纷类型"},
	{Code: string(GroupForm), Name: "协议形式"}, {Code: string(GroupPerformance), Name: "协议履行"},
	{Code: string(GroupConfirmation), Name: "司法确认"}, {Code: string(GroupFeedback), Name: "法院反馈"},
	{Code: string(GroupParties), Name: "当事人"}, {Code: string(GroupRelation), Name: "当事人关系"},
	{Code: string(GroupPrevented), Name: "防止激化"}, {Code: string(GroupBeside), Name: "另列（不计入总数）"},
}

// Basis says which agreements a table counts: places differ, so both are printed.
type Basis string

// The two bases: written and oral agreements, and written ones only.
const (
	BasisAll     Basis = ""
	BasisWritten Basis = "written"
)

// Column is one column of the case statistics table: a rule that says which cases it
// counts. Every column counts cases (件), and adds up their people and money.
type Column struct {
	Code  ColumnCode
	Group ColumnGroup
	Name  string
	// rule picks among the cases mediated to an end in the period; apart picks
	// among all rows instead, for the groups that are not parts of the total.
	rule  func(*Fact) bool
	apart func(*Fact, Period) bool
	// people counts a case's people, where that is not everybody concerned.
	people func(*Fact) int
}

// picks reports whether the column counts a row.
func (c *Column) picks(r *Fact, p Period, b Basis) bool {
	return c != nil && b.has(r) && c.takes(r, p, r.mediated(p))
}

// has reports whether a basis has a row at all.
func (b Basis) has(r *Fact) bool {
	return r.Status != Void && (b != BasisWritten || r.Outcome != OutcomeOral)
}

// takes reports whether the column counts a row of its basis; mediated is what the row says
// of the period, the same for all columns.
func (c *Column) takes(r *Fact, p Period, mediated bool) bool {
	if c.apart != nil {
		return c.apart(r, p)
	}
	return mediated && c.rule(r)
}

// mediated reports whether the case was accepted and came to an end in the period:
// a case counts where it is concluded, and one that was refused, withdrawn or handed up
// before it was accepted was never mediated.
func (f *Fact) mediated(p Period) bool {
	return f.Accepted != 0 && p.Has(f.Concluded) && f.Outcome != OutcomeRefused && f.Outcome != ""
}

// ended reports whether the case came to this end in the period, accepted or not.
func (f *Fact) ended(p Period, outcome Outcome) bool {
	return p.Has(f.Concluded) && f.Outcome == outcome
}

func (f *Fact) agreedOn() bool { return f.Outcome == OutcomeWritten || f.Outcome == OutcomeOral }

// The columns that code names.
const (
	ColumnTotal      ColumnCode = "total"
	ColumnAgreed     ColumnCode = "agreed"
	ColumnFailed     ColumnCode = "failed"
	ColumnWithdrawn  ColumnCode = "withdrawn"
	ColumnHandedUp   ColumnCode = "handed_up"
	ColumnRefused    ColumnCode = "refused"
	ColumnAccepted   ColumnCode = "accepted"
	ColumnDifficult  ColumnCode = "difficult"
	ColumnWritten    ColumnCode = "written"
	ColumnOral       ColumnCode = "oral"
	ColumnPerformed  ColumnCode = "performed"
	ColumnApplied    ColumnCode = "confirm_applied"
	ColumnConfirmed  ColumnCode = "confirmed"
	ColumnFollowedUp ColumnCode = "followed_up"
	ColumnAtOnce     ColumnCode = "first_session"
	ColumnThree      ColumnCode = "three_people"
)

const manyPeople = 3

// Columns is the case statistics table, column by column, in the order of the form.
var Columns = slices.Concat(totalColumns, sourceColumns(), typeColumns(), endColumns, preventedColumns(), besideColumns)

var totalColumns = []Column{
	{Code: ColumnTotal, Group: GroupTotals, Name: "调解案件总数", rule: func(*Fact) bool { return true }},
	{Code: ColumnAgreed, Group: GroupTotals, Name: "调解成功数", rule: (*Fact).agreedOn},
	{Code: ColumnDifficult, Group: GroupTotals, Name: "疑难复杂案件数", rule: func(f *Fact) bool { return f.Difficult }},
}

func sourceColumns() []Column {
	out := []Column{
		{Code: "source_own", Group: GroupSource, Name: "主动调解", rule: func(f *Fact) bool { return f.Source == OwnMotion }},
		{Code: "source_application", Group: GroupSource, Name: "依申请调解", rule: func(f *Fact) bool { return f.Source == Application }},
		{Code: "source_referral", Group: GroupSource, Name: "接受委托移送调解", rule: func(f *Fact) bool { return f.Source == Referral }},
	}
	for _, r := range Organs {
		out = append(out, Column{
			Code: ColumnCode("organ_" + r.Code), Group: GroupSource, Name: r.Name + "委托移送",
			rule: func(f *Fact) bool {
				of := f.Organ.Main()
				return f.Source == Referral && (string(of) == r.Code || of == "" && r.Code == string(OtherOrgan))
			},
		})
	}
	return out
}

func typeColumns() []Column {
	var out []Column
	for _, r := range DisputeTypes {
		out = append(out, Column{
			Code: ColumnCode("type_" + r.Code), Group: GroupType, Name: r.Name,
			rule: func(f *Fact) bool { return string(f.column()) == r.Code },
		})
	}
	return out
}

// otherType is the column of the disputes that no other column names.
const otherType DisputeType = "18"

// column returns the dispute type's column: every case has one, also of a list that
// only a newer program knows.
func (f *Fact) column() DisputeType {
	if t := f.Type.Main(); DisputeTypes.Has(string(t)) {
		return t
	}
	return otherType
}

var endColumns = []Column{
	{Code: ColumnOral, Group: GroupForm, Name: "口头协议", rule: func(f *Fact) bool { return f.Outcome == OutcomeOral }},
	{Code: ColumnWritten, Group: GroupForm, Name: "书面协议", rule: func(f *Fact) bool { return f.Outcome == OutcomeWritten }},
	{Code: ColumnPerformed, Group: GroupPerformance, Name: "已履行", rule: func(f *Fact) bool { return f.agreedOn() && f.Performance == FullyDone }},
	{Code: "performing", Group: GroupPerformance, Name: "履行中", rule: func(f *Fact) bool {
		return f.agreedOn() && f.Performance != FullyDone && f.Performance != InDefault
	}},
	{Code: "in_default", Group: GroupPerformance, Name: "到期未履行", rule: func(f *Fact) bool { return f.agreedOn() && f.Performance == InDefault }},
	{Code: ColumnApplied, Group: GroupConfirmation, Name: "申请司法确认", rule: func(f *Fact) bool { return f.agreedOn() && f.Applied != 0 }},
	{Code: ColumnConfirmed, Group: GroupConfirmation, Name: "确认有效", rule: func(f *Fact) bool { return f.agreedOn() && f.Confirmation == Confirmed }},
	{Code: "sued", Group: GroupFeedback, Name: "起诉", rule: func(f *Fact) bool { return f.Sued }},
	{Code: "overturned", Group: GroupFeedback, Name: "判决变更、撤销或确认无效", rule: func(f *Fact) bool { return f.Overturned }},
	{Code: "payment_order", Group: GroupFeedback, Name: "申请支付令", rule: func(f *Fact) bool { return f.Ordered }},
	{Code: ColumnThree, Group: GroupParties, Name: "3人以上当事人", rule: func(f *Fact) bool { return f.People >= manyPeople }},
	{Code: "citizens", Group: GroupRelation, Name: "公民之间", rule: func(f *Fact) bool { return !f.WithUnit }},
	{Code: "with_unit", Group: GroupRelation, Name: "公民与法人及社会组织之间", rule: func(f *Fact) bool { return f.WithUnit }},
}

func preventedColumns() []Column {
	names := [len(PreventedKinds)]string{"防止民间纠纷引起自杀", "防止民间纠纷转化为刑事案件", "防止群体性上访", "防止群体性械斗"}
	var out []Column
	for i, kind := range PreventedKinds {
		out = append(out, Column{
			Code: ColumnCode("prevented_" + kind), Group: GroupPrevented, Name: names[i],
			apart:  func(f *Fact, p Period) bool { return p.Has(f.Received) && f.Prevented[i].Cases > 0 },
			people: func(f *Fact) int { return f.Prevented[i].People },
		})
	}
	return out
}

var besideColumns = []Column{
	{Code: ColumnAccepted, Group: GroupBeside, Name: "本期受理", apart: func(f *Fact, p Period) bool { return p.Has(f.Accepted) }},
	{Code: ColumnRefused, Group: GroupBeside, Name: "不予受理", apart: func(f *Fact, p Period) bool { return f.ended(p, OutcomeRefused) }},
	{Code: ColumnFailed, Group: GroupBeside, Name: "调解不成", rule: func(f *Fact) bool { return f.Outcome == OutcomeFailed }},
	{Code: ColumnWithdrawn, Group: GroupBeside, Name: "和解撤回", apart: func(f *Fact, p Period) bool { return f.ended(p, OutcomeWithdrawn) }},
	{Code: ColumnHandedUp, Group: GroupBeside, Name: "移送", apart: func(f *Fact, p Period) bool { return f.ended(p, OutcomeHandedUp) }},
	{Code: ColumnFollowedUp, Group: GroupBeside, Name: "已回访", rule: func(f *Fact) bool { return f.agreedOn() && f.FollowedUp }},
	{Code: ColumnAtOnce, Group: GroupBeside, Name: "一次调解成功", rule: func(f *Fact) bool { return f.agreedOn() && f.Sessions <= 1 }},
}

var columnIndex = func() map[ColumnCode]*Column {
	index := map[ColumnCode]*Column{}
	for i := range Columns {
		index[Columns[i].Code] = &Columns[i]
	}
	return index
}()

// columnOf returns a column, nil for a code that is none.
func columnOf(code ColumnCode) *Column { return columnIndex[code] }

// ColumnName returns the name of a column, or its code where there is none.
func ColumnName(code ColumnCode) string {
	if c := columnOf(code); c != nil {
		return c.Name
	}
	return string(code)
}

// Statistics is the case statistics table of a period on one basis: cases, people
// and money for every column. Select with a Filter of the column, the period and the
// basis returns exactly the cases that a column counts.
type Statistics struct {
	Period Period
	Basis  Basis
	Cells  map[ColumnCode]Tally
	// days is the sum of days from acceptance to the end, of the total's cases.
	days int
}

// StatisticsOf adds up rows: a pure function, the same in the village, the township
// and the county.
func StatisticsOf(rows []Fact, period Period, basis Basis) *Statistics {
	s := &Statistics{Period: period, Basis: basis, Cells: map[ColumnCode]Tally{}}
	s.add(rows)
	return s
}

// add adds up more rows.
func (s *Statistics) add(rows []Fact) {
	sums, total := make([]Tally, len(Columns)), columnOf(ColumnTotal) // a map costs more than all rules
	for i := range rows {
		r := &rows[i]
		if !s.Basis.has(r) {
			continue
		}
		mediated := r.mediated(s.Period)
		for j := range Columns {
			if c := &Columns[j]; c.takes(r, s.Period, mediated) {
				sums[j] = sums[j].add(r, c.people)
			}
		}
		if total.takes(r, s.Period, mediated) {
			s.days += max(r.Concluded.Sub(r.Accepted), 0)
		}
	}
	for j, sum := range sums {
		if sum.Cases > 0 {
			code := Columns[j].Code
			s.Cells[code] = s.Cells[code].Plus(sum)
		}
	}
}

// MeanDays returns the mean days from acceptance to the end in tenths of a day,
// rounded half up; ok is false when nothing was mediated.
func (s *Statistics) MeanDays() (tenths int, ok bool) {
	n := s.Cells[ColumnTotal].Cases
	if n == 0 {
		return 0, false
	}
	return (20*s.days + n) / (2 * n), true
}

// RateRule is a rate of the statistics table: the cases of one column over those of
// others.
type RateRule struct {
	Code  string
	Name  string
	Part  ColumnCode
	Whole []ColumnCode
}

// Rates lists the rates of the statistics table. The first is the success rate that
// the totals show; the second is the other definition in use, over cases accepted.
var Rates = []RateRule{
	{"success", "调解成功率", ColumnAgreed, []ColumnCode{ColumnAgreed, ColumnFailed}},
	{"success_accepted", "调解成功率（按受理数）", ColumnAgreed, []ColumnCode{ColumnAccepted}},
	{"performed", "协议履行率", ColumnPerformed, []ColumnCode{ColumnAgreed}},
	{"confirmed", "司法确认率", ColumnConfirmed, []ColumnCode{ColumnWritten}},
	{"followed_up", "回访率", ColumnFollowedUp, []ColumnCode{ColumnAgreed}},
	{"settled_here", "就地化解率", ColumnAgreed, []ColumnCode{ColumnAgreed, ColumnHandedUp}},
	{"first_session", "一次调解成功率", ColumnAtOnce, []ColumnCode{ColumnTotal}},
}

// Rate returns a rate with its raw counts.
func (s *Statistics) Rate(rule RateRule) Rate {
	r := Rate{Part: s.Cells[rule.Part].Cases}
	for _, c := range rule.Whole {
		r.Whole += s.Cells[c].Cases
	}
	return r
}

// LevelRows is what one kind of committee adds to the statistics table.
type LevelRows struct {
	Level CommitteeLevel
	Rows  []Fact
}

// CommitteeLevels lists the kinds of committees with the names of the statistics table.
var CommitteeLevels = List{
	{Code: string(LevelVillage), Name: "村（社区）调委会"}, {Code: string(LevelTown), Name: "乡镇（街道）调委会"},
	{Code: string(LevelCounty), Name: "县（市、区）调委会"}, {Code: string(LevelBusiness), Name: "企事业单位调委会"},
	{Code: string(LevelTrade), Name: "行业性、专业性调委会"},
}

// OrganisationsOf counts the cases of each kind of committee: the total of its rows.
// A kind that is unset counts as a village's.
func OrganisationsOf(all []LevelRows, period Period, basis Basis) map[CommitteeLevel]Tally {
	out := map[CommitteeLevel]Tally{}
	for _, o := range all {
		level := o.Level
		if level == "" {
			level = LevelVillage
		}
		for i := range o.Rows {
			if columnOf(ColumnTotal).picks(&o.Rows[i], period, basis) {
				out[level] = out[level].add(&o.Rows[i], nil)
			}
		}
	}
	return out
}
