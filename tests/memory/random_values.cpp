#include "memory/random_values.hpp"

#include <array>
#include <utility>

#include "memory/models.hpp"

namespace memory_tests {

using rowan::AggregateFunction;
using rowan::Expr;
using rowan::Function;
using rowan::Value;
using namespace rowan::ast;  // NOLINT(google-build-using-namespace)

Expr RandomValues::any(int depth) {
  switch (dice_(7)) {
    case 0:
      return decimal(depth);
    case 1:
      return text(depth);
    case 2:
      return day(depth);
    case 3:
      return moment(depth);
    case 4:
      return condition(depth);
    case 5:
      return real(depth);
    default:
      return integer(depth);
  }
}

Expr RandomValues::perhaps_condition(int depth) { return coin() ? Expr() : condition(depth); }

Expr RandomValues::choice(int depth, Expr one, Expr other) {
  if (dice_(3) == 0) return conditional({condition(depth), condition(depth)}, {one, other}, Expr());
  return conditional({condition(depth)}, {std::move(one)}, std::move(other));
}

// Over a path, or as the first of a sub-query: what is there where there is no author is NULL either way.
Expr RandomValues::of_author(std::string_view attribute) { return at_target("author", column(attribute)); }

// From the first character on: a place before it is refused, because databases differ in what it means.
Expr RandomValues::part_of(Expr text) {
  const std::int64_t from = 1 + dice_(4);
  return rowan::detail::substring(std::move(text), from, dice_(4));
}

// A query that gives one row, whatever it asks.
Expr RandomValues::one_of_all_books(int depth) {
  rowan::SelectQuery query{.model = &Book::rowan_info(), .where = perhaps_condition(depth - 1)};
  const auto function = coin() ? AggregateFunction::maximum : AggregateFunction::count;
  query.outputs = {rowan::ast::aggregate(function, coin(), column("stars"))};
  return sub_query(std::move(query));
}

// So small that no product leaves 64 bits.
Expr RandomValues::integer(int depth) {
  constexpr std::array arithmetic{Function::add, Function::subtract, Function::multiply, Function::divide,
                                  Function::modulo};
  constexpr std::array rounding{Function::absolute, Function::floor, Function::ceiling};
  constexpr std::array choosing{Function::coalesce, Function::null_if, Function::greatest, Function::least};
  constexpr std::array parts{Function::year, Function::month, Function::day};
  constexpr std::array times{Function::hour, Function::minute, Function::second, Function::day};
  // An average is a double.
  constexpr std::array whole{AggregateFunction::count, AggregateFunction::sum, AggregateFunction::minimum,
                             AggregateFunction::maximum};
  if (depth <= 0) return coin() ? column("stars") : of_author("age");
  switch (dice_(12)) {
    case 0:
    case 1:
      return call(arithmetic[static_cast<std::size_t>(dice_(5))], {integer(depth - 1), number(4)});
    case 2:
      return call(arithmetic[static_cast<std::size_t>(dice_(2))], {integer(depth - 1), integer(depth - 1)});
    case 3:
      return call(rounding[static_cast<std::size_t>(dice_(3))], {integer(depth - 1)});
    case 4:
    case 5:
      return call(choosing[static_cast<std::size_t>(dice_(4))],
                  {integer(depth - 1), coin() ? number(4) : integer(depth - 1)});
    case 6:
      return call(Function::length, {text(depth - 1)});
    case 7:
      return choice(depth - 1, integer(depth - 1), coin() ? number(4) : integer(depth - 1));
    case 8:
      if (dice_(3) == 0) return call(Function::days_between, {day(depth - 1), day(depth - 1)});
      return coin() ? call(parts[static_cast<std::size_t>(dice_(3))], {day(depth - 1)})
                    : call(times[static_cast<std::size_t>(dice_(4))], {moment(depth - 1)});
    case 9:
      return of_targets(coin() ? "tags" : "remarks", rowan::ast::aggregate(AggregateFunction::count, false, Expr()),
                        Expr());
    case 10:
      return of_targets("tags",
                        rowan::ast::aggregate(whole[static_cast<std::size_t>(dice_(4))], coin(), column("uses")),
                        coin() ? Expr() : rowan::attr("word") > "green");
    default:
      return one_of_all_books(depth);
  }
}

// Databases keep so many digits of a product: two factors, one of them short.
Expr RandomValues::decimal(int depth) {
  if (depth <= 0) return column("price");
  switch (dice_(7)) {
    case 0:
      return call(coin() ? Function::add : Function::subtract, {decimal(depth - 1), decimal(depth - 1)});
    case 1:
      return call(Function::multiply, {column("price"), literal(Value(rowan::Decimal(dice_(9)) / rowan::Decimal(4)))});
    case 2:
      return call(Function::divide, {decimal(depth - 1), coin() ? number(7) : integer(0)});
    case 3:
      return call(Function::round, {decimal(depth - 1), number(4)});
    case 4:
      return call(coin() ? Function::floor : Function::ceiling, {decimal(depth - 1)});
    case 5:
      return call(coin() ? Function::greatest : Function::least, {decimal(depth - 1), decimal(depth - 1)});
    default:
      return choice(depth - 1, decimal(depth - 1), decimal(depth - 1));
  }
}

Expr RandomValues::real(int depth) {
  constexpr std::array choosing{Function::coalesce, Function::null_if, Function::greatest, Function::least};
  const Expr half = call(Function::multiply, {integer(depth - 1), literal(Value(0.5))});
  if (depth <= 0) return half;
  const Expr one = coin() ? integer(depth - 1) : real(depth - 1);
  switch (dice_(4)) {
    case 0:
      return call(Function::divide, {call(Function::coalesce, {one, half}), number(3)});
    case 1:
      return choice(depth - 1, one, half);
    default:
      return call(choosing[static_cast<std::size_t>(dice_(4))], {one, half});
  }
}

Expr RandomValues::text(int depth) {
  if (depth <= 0) return coin() ? column("title") : of_author("name");
  const Expr word = coin() ? literal(Value(dice_.word())) : text(depth - 1);
  switch (dice_(9)) {
    case 0:
      return call(coin() ? Function::lower : Function::upper, {text(depth - 1)});
    case 1:
      return call(Function::trim, {call(Function::concat, {literal(Value(" ")), text(depth - 1)})});
    case 2:
      return call(Function::concat, {text(depth - 1), word, literal(Value(" "))});
    case 3:
      return part_of(text(depth - 1));
    case 4:
      return call(Function::replace, {text(depth - 1), literal(Value(coin() ? "e" : "sh")),
                                      coin() ? literal(Value(dice_.word())) : text(0)});
    case 5:
      return call(coin() ? Function::coalesce : Function::null_if, {text(depth - 1), word});
    case 6:
      return call(coin() ? Function::greatest : Function::least, {text(depth - 1), word});
    case 7:
      return of_targets("remarks", rowan::ast::aggregate(AggregateFunction::minimum, false, column("text")),
                        coin() ? Expr() : rowan::attr("number") > 0);
    default:
      return choice(depth - 1, text(depth - 1), word);
  }
}

Expr RandomValues::amount() { return literal(Value(dice_(200) - 100)); }

Expr RandomValues::day(int depth) {
  constexpr std::array cut{Function::to_year, Function::to_month, Function::to_day};
  constexpr std::array sums{Function::add_days, Function::add_months};
  if (depth <= 0 || coin()) return column("day");
  if (coin()) return call(sums[static_cast<std::size_t>(dice_(2))], {day(depth - 1), amount()});
  if (coin()) return call(cut[static_cast<std::size_t>(dice_(3))], {day(depth - 1)});
  return choice(depth - 1, day(depth - 1), day(depth - 1));
}

Expr RandomValues::moment(int depth) {
  constexpr std::array cut{Function::to_year,   Function::to_day,    Function::to_hour,
                           Function::to_minute, Function::to_second, Function::to_month};
  constexpr std::array sums{Function::add_microseconds, Function::add_days, Function::add_months};
  if (depth <= 0 || coin()) return column("moment");
  if (coin()) return call(sums[static_cast<std::size_t>(dice_(3))], {moment(depth - 1), amount()});
  if (coin()) return call(cut[static_cast<std::size_t>(dice_(6))], {moment(depth - 1)});
  return call(Function::coalesce, {moment(depth - 1), moment(0)});
}

Expr RandomValues::condition(int depth) {
  switch (dice_(depth > 0 ? 13 : 4)) {
    case 0:
      return compare(integer(depth - 1), op(), number(5));
    case 1:
      return compare(text(depth - 1), op(), literal(Value(dice_.word())));
    case 2:
      return null_test(integer(depth - 1), coin());
    case 3:
      return compare(decimal(depth - 1), op(), literal(Value(rowan::Decimal(dice_(9)) / rowan::Decimal(4))));
    case 4:
      return condition(depth - 1) && condition(depth - 1);
    case 5:
      return condition(depth - 1) || condition(depth - 1);
    case 6:
      return !condition(depth - 1);
    case 7:
      return in_list(integer(depth - 1), {Value(dice_(3)), Value(dice_(6))}, coin());
    case 8:
      return between(integer(depth - 1), Value(dice_(3)), Value(dice_(6)));
    case 9: {
      if (!in_queries_) return null_test(text(depth - 1), coin());
      rowan::SelectQuery query{.model = &Author::rowan_info(), .where = rowan::attr("age") >= dice_(3)};
      query.outputs = {column("age")};
      return in_query(integer(depth - 1), std::move(query), false);
    }
    case 10:
      return compare(real(depth - 1), op(), coin() ? literal(Value(1.5)) : integer(depth - 1));
    case 11:
      return compare(decimal(depth - 1), op(), real(depth - 1));
    default:
      return compare(integer(depth - 1), op(), integer(depth - 1));
  }
}

Expr RandomValues::aggregate(int depth) {
  const bool distinct = coin();
  switch (dice_(6)) {
    case 0:
      return rowan::ast::aggregate(AggregateFunction::count, false, Expr(), perhaps_condition(depth));
    case 1:
      return rowan::ast::aggregate(AggregateFunction::sum, distinct, decimal(depth), perhaps_condition(depth));
    case 2:
      return rowan::ast::aggregate(coin() ? AggregateFunction::minimum : AggregateFunction::maximum, false, text(depth),
                                   perhaps_condition(depth));
    case 3:
      return rowan::ast::aggregate(AggregateFunction::count, distinct, text(depth), perhaps_condition(depth));
    default:
      return rowan::ast::aggregate(static_cast<AggregateFunction>(dice_(5)), distinct, integer(depth),
                                   perhaps_condition(depth));
  }
}

}  // namespace memory_tests
