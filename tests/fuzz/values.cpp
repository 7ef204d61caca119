// Numbers, times, UUIDs and JSON as texts.
#include "fuzz/targets.hpp"
#include "rowan/core/decimal.hpp"
#include "rowan/core/document.hpp"
#include "rowan/core/json.hpp"
#include "rowan/core/normal_json.hpp"
#include "rowan/core/time.hpp"
#include "rowan/core/uuid.hpp"

namespace rowan::fuzz {
namespace {

bool read_decimal(std::string_view text) {
  return may_refuse([&] {
    const Decimal value(text);
    const std::string written = value.to_string();
    require(Decimal(written) == value && Decimal(written).to_string() == written, "a decimal reads back as " + written);
    require(value.round(0) - value <= Decimal("0.5") && value - value.round(0) <= Decimal("0.5"),
            "rounded too far: " + written);
  });
}

template <class Time, Time (*parse)(TextArgument)>
bool read_time(const std::string& text) {
  return may_refuse([&] {
    const Time time = parse(text);
    const std::string written = to_string(time);
    require(parse(written) == time, "a time reads back as " + written);
  });
}
bool read_times(std::string_view text) {
  const std::string copy(text);
  const bool date = read_time<Date, parse_date>(copy), wall = read_time<LocalDateTime, parse_local_date_time>(copy);
  return read_time<Instant, parse_instant>(copy) || date || wall;
}

bool read_uuid(std::string_view text) {
  return may_refuse([&] {
    const Uuid id{std::string(text)};
    require(Uuid(id.to_string()) == id, "a UUID reads back as " + id.to_string());
  });
}

bool read_json(std::string_view text) {
  return may_refuse([&] {
    const Json json(text);
    require(Json(json.text()).text() == json.text(), "compacted again it is another text");
    const std::string normal = normal_json(json.text());
    require(normal_json(normal) == normal, "the normal form has another normal form");
    require(normal_json(text) == normal, "white space changes the normal form");
  });
}

// Of any bytes: what a column of text holds.
bool ask_document(std::string_view text) {
  for (const std::string_view name : {"a", "b", "é", ""}) {
    const auto found = document::member(text, name);
    if (found) require(document::member(document::with(text, name, "7"), name) == "7", "a member can't be set");
    if (found) require(!document::member(document::without(text, name), name), "a member can't be taken out");
  }
  const auto length = document::length(text);
  if (length) require(!document::element(text, *length), "there is an element past the end");
  if (length.value_or(0) > 0) require(document::element(text, *length - 1).has_value(), "the last element is missing");
  static_cast<void>(document::as_text(text));
  const auto whole = document::as_integer(text);
  if (whole) require(document::as_decimal(text) == Decimal(*whole), "an integer is another decimal");
  static_cast<void>(document::as_number(text));
  static_cast<void>(document::contains(text, text));
  return may_refuse([&] {
    const Json json(text);
    require(document::contains(json.text(), json.text()), "a document does not contain itself");
    const std::string_view found = document::member(json.text(), "a").value_or("null");
    require(Json(found).text() == found, "a member of a document is none");
  });
}

std::vector<std::string> decimal_seeds() {
  return {"0",      "-12.50",  "1e35", "99999999999999999999999999999999999999", "+0.000000000000000000000000000001",
          "1.5E-7", "00012.00"};
}
std::vector<std::string> time_seeds() {
  return {"2026-11-21",       "2026-11-21 20:59:56.123456",  "2026-11-21T20:59:56.123456+01:00",
          "0000-02-29 00:00", "9999-12-31 23:59:59.999999Z", "1969-12-31 23:59:59"};
}
std::vector<std::string> uuid_seeds() {
  return {"123e4567-e89b-12d3-a456-426614174000", "123E4567-E89B-12D3-A456-426614174000"};
}
std::vector<std::string> json_seeds() {
  return {R"({"a": [1, 2.50, {"b": "\u00e9\n"}], "b": null, "a": -0.0e+5})",
          R"([[], {}, "\ud83d\ude00", true, 1e400, 12345678901234567890])", R"({"é": {"": "x"}, "a\"b": [[[[1]]]]})"};
}

}  // namespace

const Target decimals{"decimals", read_decimal, decimal_seeds};
const Target times{"times", read_times, time_seeds};
const Target uuids{"uuids", read_uuid, uuid_seeds};
const Target json_texts{"json_texts", read_json, json_seeds};
const Target documents{"documents", ask_document, json_seeds};

}  // namespace rowan::fuzz
