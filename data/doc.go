// Package data is the record of people's mediation: what a case is and the rules
// it lives by - its life cycle, numbers, deadlines, marks, money, the fact row and
// the totals - and the event that is the unit of every save. It holds values and
// pure functions; it knows no disk, no network, no paper and no window.
package data
