// The code of docs/guide/rules.md, checked as it runs.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>

#include "expect.hpp"
#include "rowan/rowan.hpp"

namespace bookings {

// [snippet: rules]
class Booking : public rowan::Model<Booking> {
 public:
  std::int64_t id{};
  std::string reference, room, email;
  rowan::Date from{}, until{};
  std::int32_t adults = 1, children = 0;
  std::optional<std::string> note;
  bool paid = false, cancelled = false;

  std::optional<std::string> email_again;  // these two are no attributes
  bool terms = false;

  ROWAN_MODEL(Booking, (), (id, reference, room, email, from, until, adults, children, note, paid, cancelled))
  static void configure(rowan::ModelBuilder<Booking>& m) {
    using enum rowan::Occasion;
    m.attribute(&Booking::reference).matches("[A-Z]{2}-\\d+", "must look like AB-123").unique();
    m.attribute(&Booking::room).not_blank().none_of({"attic"});
    m.attribute(&Booking::email).matches("[^\\s@]+@[^\\s@]+");
    m.attribute(&Booking::until).more_than(c.from);
    m.attribute(&Booking::adults).between(1, 4);
    m.attribute(&Booking::children).at_most(c.adults);
    m.confirmed_by(&Booking::email, &Booking::email_again);
    m.on(create).accepted(&Booking::terms, "terms");
    m.if_(&Booking::is_full).attribute(&Booking::note).not_blank();
    m.on("print").attribute(&Booking::note).max_length(60);
    m.on(update).unless_(&Booking::is_paid).validate([](const Booking& booking, rowan::Errors& errors) {
      if (booking.cancelled) errors.add(c.paid, "must be paid first", "unpaid");
    });
  }
  [[nodiscard]] bool is_full() const { return adults + children > 4; }
  [[nodiscard]] bool is_paid() const { return paid; }
};
// [end]

// [snippet: attributes]
class Guest : public rowan::Model<Guest> {
 public:
  std::int64_t id{};
  std::string email, name, ticket;

  ROWAN_MODEL(Guest, (), (id, email, name, ticket))
  static void configure(rowan::ModelBuilder<Guest>& m) {
    m.attribute(&Guest::email).normalize(rowan::trimmed).normalize(rowan::lower_case).unique();
    m.attribute(&Guest::name).normalize(rowan::squished).not_blank();
    m.attribute(&Guest::ticket).default_value([] { return rowan::Uuid::random().to_string(); }).read_only();
  }
};
// [end]

}  // namespace bookings
ROWAN_REGISTER_MODEL(bookings::Booking)
ROWAN_REGISTER_MODEL(bookings::Guest)

using namespace bookings;

namespace {

Booking good_booking() {
  Booking booking;
  booking.reference = "AB-1";
  booking.room = "blue";
  booking.email = "ann@example.com";
  booking.from = std::chrono::year{2026} / 5 / 1;
  booking.until = std::chrono::year{2026} / 5 / 3;
  booking.terms = true;
  return booking;
}

void rules() {
  Booking booking = good_booking();
  expect(static_cast<bool>(booking.save()));
  booking.cancelled = true;
  expect(booking.validate().has(Booking::c.paid, "unpaid"));
  booking.cancelled = false;
  booking.adults = booking.children = 3;
  expect(booking.save().to_string() == "note can't be blank");
  booking.note = std::string(61, 'a');
  expect(booking.validate().empty());
  expect(booking.validate(rowan::in_context("print")).has(Booking::c.note, "too_long"));
}

void attributes() {
  Guest ann;
  ann.email = " Ann@Example.com";
  ann.name = " Ann   B. ";
  ann.save_or_throw();
  expect(ann.email == "ann@example.com" && ann.name == "Ann B." && ann.ticket.size() == 36);
  expect(Guest::find_by(Guest::c.email == "ANN@example.com ").has_value());
  ann.ticket = "mine";
  expect(ann.save().to_string() == "ticket can't be changed");
}

void errors() {
  Booking booking = good_booking();
  booking.adults = 5;
  // [snippet: errors]
  rowan::Errors errors = booking.validate();
  for (const rowan::AttributeError& error : errors.of(Booking::c.adults))
    std::printf("%s %s: %s\n", error.attribute.c_str(), error.code.c_str(), error.message.c_str());
  bool many = errors.has(Booking::c.adults, "too_large");
  errors.add(Booking::c.room, "is taken in May", "busy");
  for (const std::string& sentence : errors.full_messages()) std::puts(sentence.c_str());  // "Adults must be at most 4"

  const auto german = rowan::Messages::from_json(R"({
    "texts": {"too_large": "höchstens {0}", "room.busy": "{name} ist belegt"}, "names": {"room": "Zimmer"}})");
  std::string json = errors.translated(german).to_json();  // attribute, message, code, values
  // [end]
  expect(many && errors.full_messages()[0] == "Adults must be at most 4");
  expect(json.find("Zimmer ist belegt") != std::string::npos && json.find("höchstens 4") != std::string::npos);
}

}  // namespace

int main() {
  rowan::Database db = rowan::connect("sqlite::memory:");
  db.create_tables<Booking, Guest>();
  rules();
  attributes();
  errors();
}
