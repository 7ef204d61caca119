// The forms of nodes that trees have before they are bound and after: `In` says what stands inside. Each form lists its
// fields once; depth, size, shape and every walk over trees come from that list (query/walk.hpp).
#pragma once

#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include "rowan/core/value.hpp"
#include "rowan/query/expr.hpp"

namespace rowan::ast::form {

/// A function or operator of the table in query/function.hpp.
template <class In>
struct Call {
  Function function{};
  std::vector<typename In::Tree> arguments;
  [[nodiscard]] auto fields() const { return std::tie(function, arguments); }
};
/// The first of `values` whose condition beside it holds, else `otherwise`; the always true tree stands for NULL there.
template <class In>
struct Case {
  std::vector<typename In::Tree> conditions, values;
  typename In::Tree otherwise;
  [[nodiscard]] auto fields() const { return std::tie(conditions, values, otherwise); }
};
/// A number for a group of rows: of `of`, or of the rows themselves where that is empty. Rows without a value count
/// for nothing.
template <class In>
struct Aggregate {
  AggregateFunction function{};
  bool distinct = false;
  std::vector<typename In::Tree> of;
  [[nodiscard]] auto fields() const { return std::tie(function, distinct, of); }
};
/// A function of the rows around a row. `ways`: for each term of the order 4 where it descends, and its NullsOrder.
template <class In>
struct Window {
  WindowFunction function{};
  std::vector<typename In::Tree> of;  ///< empty: of the rows themselves
  std::int64_t number = 0;            ///< how far lag and lead go, how many parts, the how manieth value
  std::vector<typename In::Tree> partition, order;
  std::vector<std::uint32_t> ways;
  FrameUnit unit{};
  FrameEnd first{}, last{};
  std::int64_t before = 0, after = 0;  ///< the distances of `first` and `last`
  [[nodiscard]] auto fields() const {
    return std::tie(function, of, number, partition, order, ways, unit, first, last, before, after);
  }
};
/// A literal on either side is not NULL.
template <class In>
struct Comparison {
  CompareOp op{};
  typename In::Tree left, right;
  [[nodiscard]] auto fields() const { return std::tie(op, left, right); }
};
/// Two terms or more.
template <class In>
struct And {
  std::vector<typename In::Tree> terms;
  [[nodiscard]] auto fields() const { return std::tie(terms); }
};
template <class In>
struct Or {
  std::vector<typename In::Tree> terms;
  [[nodiscard]] auto fields() const { return std::tie(terms); }
};
template <class In>
struct Not {
  typename In::Tree operand;
  [[nodiscard]] auto fields() const { return std::tie(operand); }
};
template <class In>
struct NullTest {
  typename In::Tree operand;
  bool negated = false;
  [[nodiscard]] auto fields() const { return std::tie(operand, negated); }
};
/// `values` is a list of at least one value, none of them NULL.
template <class In>
struct InList {
  typename In::Tree operand;
  typename In::Constant values;
  bool negated = false;
  [[nodiscard]] auto fields() const { return std::tie(operand, values, negated); }
};
template <class In>
struct Between {
  typename In::Tree operand, low, high;
  [[nodiscard]] auto fields() const { return std::tie(operand, low, high); }
};
template <class In>
struct TextMatch {
  typename In::Tree operand;
  MatchKind kind{};
  typename In::Constant text;
  bool ignore_case = false;
  [[nodiscard]] auto fields() const { return std::tie(operand, kind, text, ignore_case); }
};
/// An array that has this element.
template <class In>
struct HasElement {
  typename In::Tree array;
  typename In::Constant element;
  [[nodiscard]] auto fields() const { return std::tie(array, element); }
};

}  // namespace rowan::ast::form
