// expect: rowan: attribute_traits<T>::stored must be a type that Rowan stores by itself
// expect: rowan: an attribute can only be compared with a value of its own type
// expect: rowan: += and -= add to a number, and this attribute is none
#include "rowan/rowan.hpp"

struct Money {
  std::int64_t cents = 0;
};
struct Name {
  std::string text;
};
struct Bad {};
template <>
struct rowan::attribute_traits<Money> {
  using stored = std::int64_t;
  static stored to_stored(const Money& money) { return money.cents; }
  static Money from_stored(stored cents) { return {cents}; }
};
template <>
struct rowan::attribute_traits<Name> {
  using stored = std::string;
  static stored to_stored(const Name& name) { return name.text; }
  static Name from_stored(stored text) { return {std::move(text)}; }
};
template <>
struct rowan::attribute_traits<Bad> {
  using stored = std::optional<int>;
  static stored to_stored(const Bad&) { return {}; }
  static Bad from_stored(stored) { return {}; }
};

class Order : public rowan::Model<Order> {
 public:
  std::int64_t id{};
  Money total;
  Name name;
  std::chrono::milliseconds took{};

  ROWAN_MODEL(Order, (), (id, total, name, took))
};

const auto& unfit = rowan::value_ops<Bad>();
void stored_value() { static_cast<void>(Order::where(Order::c.total > 500)); }
void added_text() { Order::all().everything().update_all(Order::c.name += Name{"x"}); }
void fine() {
  using namespace std::chrono_literals;
  static_cast<void>(Order::where(Order::c.total > Money{500} && Order::c.took < 2s && Order::c.name.contains("x")));
  Order::all().everything().update_all(Order::c.total += Money{5}, Order::c.name = Name{"x"});
}
