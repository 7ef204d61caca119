// The code of docs/guide/models.md, checked as it runs.
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <tuple>

#include "expect.hpp"
#include "library.hpp"

// [snippet: enum]
namespace shop {
enum class State { draft, paid, sent };
}
ROWAN_ENUM(shop::State, draft, paid, sent)
// [end]

namespace shop {

// [snippet: mixin]
class Priced {
 public:
  rowan::Decimal price;
  std::string currency = "EUR";
  ROWAN_MIXIN(Priced, (), (price, currency))
};
// [end]

// [snippet: key-string]
class Country : public rowan::Model<Country> {
 public:
  std::string code;
  std::string name;

  ROWAN_MODEL(Country, (), (code, name))
  static void configure(rowan::ModelBuilder<Country>& m) {
    m.table("countries_iso").primary_key(&Country::code);
    m.attribute(&Country::code).length(2);
    m.attribute(&Country::name).column("english_name");
  }
};
// [end]

// [snippet: order]
class Order : public rowan::Model<Order>, public Priced {
 public:
  rowan::Uuid id;  // the library generates UUID keys, in time order
  State state{};
  std::string note;
  rowan::BelongsTo<Country, std::string> country;
  std::int64_t lock_version{};

  ROWAN_MODEL(Order, (Priced), (id, state, note, country, lock_version))

  static void configure(rowan::ModelBuilder<Order>& m) {
    m.attribute(&Order::price).precision(12, 2).at_least(0);
    m.attribute(&Order::currency).one_of({"EUR", "USD"});
    m.attribute(&Order::note).keep_original().max_length(500);
    m.check("orders_paid_has_price", "state = 'draft' OR price <> '0'", "must have a price before it is paid");
    m.validate(&Order::check_note);
    m.before_save(&Order::tidy);
    m.before_destroy([](Order& order) { return order.state != State::sent; });  // false stops it
  }

 private:
  void check_note(rowan::Errors& errors) const {
    if (state == State::sent && note.empty()) errors.add("note", "must say how it was sent");
  }
  void tidy() {
    while (note.ends_with(' ')) note.pop_back();
  }
};
// [end]

// [snippet: key-composite]
class Stock : public rowan::Model<Stock> {
 public:
  std::string shelf;
  rowan::BelongsTo<Order, rowan::Uuid> order;
  std::int64_t pieces{};

  ROWAN_MODEL(Stock, (), (shelf, order, pieces))
  static void configure(rowan::ModelBuilder<Stock>& m) {
    m.table("stock").primary_key(&Stock::order, &Stock::shelf);
    m.attribute(&Stock::pieces).database_default("1").index();
  }
};
// [end]

// [snippet: shared-columns]
class Parcel : public rowan::Model<Parcel> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Order, rowan::Uuid> order;
  rowan::BelongsTo<Stock, std::tuple<rowan::Uuid, std::string>> taken_from;

  ROWAN_MODEL(Parcel, (), (id, order, taken_from))
  static void configure(rowan::ModelBuilder<Parcel>& m) {
    m.belongs_to(&Parcel::taken_from).columns(&Parcel::order, "shelf");  // (order_id, shelf) refers to stock
  }
};
// [end]

}  // namespace shop

ROWAN_REGISTER_MODEL(shop::Country)
ROWAN_REGISTER_MODEL(shop::Order)
ROWAN_REGISTER_MODEL(shop::Parcel)
ROWAN_REGISTER_MODEL(shop::Stock)

using shop::Country;
using shop::Order;
using shop::Parcel;
using shop::State;
using shop::Stock;

namespace {

void keys() {
  Country::create({{"code", "pl"}, {"name", "Poland"}});
  Order order;
  order.price = rowan::Decimal("12.50");
  order.country = "pl";
  order.save_or_throw();
  // [snippet: keys-use]
  Country poland = Country::find("pl");
  Stock stock;
  stock.order = order;
  stock.shelf = "A7";
  stock.save_or_throw();                     // pieces was not set: the database's default, 1
  Stock same = Stock::find(order.id, "A7");  // the parts of the key, in order
  same.shelf = "B2";
  same.save_or_throw();  // UPDATE … SET shelf = 'B2' WHERE … AND shelf = 'A7'
  // [end]
  expect(poland.name == "Poland" && stock.pieces == 1);
  // [snippet: shared-columns-use]
  Parcel parcel;
  parcel.taken_from = same;  // parcel.order follows when the record is saved
  parcel.save_or_throw();
  // [end]
  expect(parcel.order.key() == order.id && parcel.taken_from->shelf == "B2");
  parcel.delete_row();
  expect(!Stock::find_if(order.id, "A7") && Stock::find(order.id, "B2").pieces == 1);
}

void saving() {
  // [snippet: saving]
  Order order;
  order.country = "pl";
  order.currency = "XYZ";
  if (auto saved = order.save(); !saved)
    for (const rowan::AttributeError& error : saved.errors())
      std::printf("%s %s\n", error.attribute.c_str(), error.message.c_str());  // currency must be one of: EUR, USD

  order.currency = "EUR";
  order.save_or_throw();  // RecordInvalid, RecordNotSaved
  if (auto updated = order.update({{"note", "gift "}, {"price", rowan::Decimal("9.90")}}); !updated) return;
  order.update_columns({{"note", "bare"}});  // no validation, no callbacks, no time-stamps, no lock version
  order.reload();                            // reads the row again
  // [end]
  expect(order.note == "bare" && order.price == rowan::Decimal("9.9"));

  // [snippet: changes]
  order.note = "for Ann";
  order.price = rowan::Decimal("10");
  order.price = rowan::Decimal("9.90");  // the loaded value again: no change
  for (const rowan::Change& change : order.changes())
    std::printf("%.*s: %s -> %s\n", static_cast<int>(change.attribute.size()), change.attribute.data(),
                change.before ? change.before->to_string().c_str() : "?", change.after.to_string().c_str());
  // [end]
  expect(order.changes().size() == 1 && order.changes()[0].before == rowan::Value("bare"));
  expect(order.changed(&Order::note) && !order.changed("price"));
  order.save_or_throw();
  expect(!order.changed() && order.saved_changes().size() == 2);  // the note and the lock version

  // [snippet: destroy]
  order.note = "lost";
  order.state = State::sent;
  order.save_or_throw();
  auto destroyed = order.destroy();  // false: before_destroy refused
  // [end]
  expect(!destroyed && destroyed.stopped() && order.is_persisted());
}

void optimistic() {
  Order order = Order::first().value();
  // [snippet: lock-version]
  Order mine = Order::find(order.id);
  Order theirs = Order::find(order.id);
  theirs.note = "first";
  theirs.save_or_throw();
  mine.note = "second";
  try {
    mine.save_or_throw();
  } catch (const rowan::StaleRecord&) {
    mine.reload();  // see what changed, decide, try again
  }
  // [end]
  expect(mine.note == "first");
}

void counters() {
  Stock stock = Stock::first().value();
  // [snippet: increment]
  stock.increment(&Stock::pieces, 5);  // SET pieces = COALESCE(pieces, 0) + 5; the member then has the new value
  // [end]
  expect(stock.pieces == 6);
}

void by_name() {
  Order order = Order::first().value();
  // [snippet: by-name]
  order.set("state", "paid");  // QueryError: unknown name; InvalidValue: a value that does not fit
  rowan::Value state = order.get("state");
  for (const rowan::AttributeInfo& attribute : order.model_info().attributes)
    std::printf("%s = %s\n", attribute.name.c_str(), order.get(attribute.name).to_string().c_str());
  std::string json = order.to_json();
  order.assign_json(R"({"note": "from a client", "price": "20.00"})");  // sets all, or nothing and throws
  // [end]
  // [snippet: json-only]
  std::string_view request = R"({"note": "by form", "admin": true})";
  order.assign_json(request, {.only = {"note", "price"}, .ignore_others = true});  // without ignore_others: QueryError
  // [end]
  expect(!order.changed("id"));
  expect(state.as_string() == "paid" && json.find("\"state\":\"paid\"") != std::string::npos);
  expect(order.note == "by form" && order.price == rowan::Decimal(20) && order.state == State::paid);
  expect_throws<rowan::InvalidValue>([&] { order.set("state", "lost"); });
  expect_throws<rowan::QueryError>([&] { order.assign_json(R"({"nota": 1})"); });
}

void any_record() {
  // [snippet: any-record]
  rowan::AnyRecord country = rowan::AnyRecord::create("Country", {{"code", "is"}, {"name", "Iceland"}});
  std::optional<rowan::AnyRecord> found = rowan::AnyRecord::find_if("shop::Country", {"is"});
  std::puts((*found)->to_json().c_str());  // `->` gives access to the record
  // [end]
  expect(country->is_persisted() && (*found)->get("name") == rowan::Value("Iceland"));
}

void any_relation() {
  // [snippet: any-relation]
  rowan::AnyRelation countries("Country");
  auto found = countries.where(rowan::attr("name").starts_with("I")).order({rowan::attr("code")}).limit(10);
  for (rowan::ModelBase& country : found.load()) std::puts(country.get("name").to_string().c_str());
  std::string json = found.to_json();  // to_json({"books.author"}) would include associations
  countries.where(rowan::attr("code") == "is").update_all({rowan::set("name", "Ísland")});
  // [end]
  expect(found.count() == 0 && json.find("Iceland") != std::string::npos);
}

void description() {
  // [snippet: description]
  const rowan::ModelDescription order = rowan::describe("shop::Order");  // values: copy, keep, send them
  for (const rowan::AttributeDescription& attribute : order.attributes) {
    for (const rowan::RuleDescription& rule : attribute.rules)  // "note: max_length too_long"
      std::printf("%s: %s %s\n", attribute.name.c_str(), rule.kind.c_str(), rule.code.c_str());
  }
  std::string json = rowan::to_json(rowan::describe_all());
  // [end]
  expect(!order.attributes.empty() && json.find("\"qualified_name\":\"shop::Order\"") != std::string::npos);
}

void registry() {
  // [snippet: registry]
  for (const std::string& sentence : rowan::registry().validate())
    std::puts(sentence.c_str());                                     // every mistake at once
  const rowan::ModelInfo& model = rowan::registry().model("Order");  // or "shop::Order", if the short name is ambiguous
  for (const rowan::AssociationInfo& association : model.associations)
    std::printf("%s -> %s\n", association.name.c_str(), association.target_name.c_str());
  // [end]
  expect(model.table == "orders" && rowan::registry().validate().empty());
}

// [snippet: naming]
class Prefixed : public rowan::NamingConvention {
 public:
  std::string table_name(std::string_view model) const override {
    return "shop_" + NamingConvention::table_name(model);
  }
};
// [end]

void naming() {
  // [snippet: set-naming]
  rowan::declare_plural("octopus", "octopodes");
  rowan::set_naming_convention(std::make_shared<Prefixed>());  // before the first use of a model
  // [end]
  expect(rowan::naming().table_name("Octopus") == "shop_octopodes");
  rowan::set_naming_convention(nullptr);
}

}  // namespace

int main() {
  naming();
  auto db = rowan::connect("sqlite::memory:");
  db.create_tables<Country, Order, Stock, Parcel>();
  keys();
  saving();
  optimistic();
  counters();
  by_name();
  any_record();
  any_relation();
  description();
  registry();
}
