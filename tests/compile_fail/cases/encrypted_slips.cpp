// expect: rowan: an attribute of this type can't be found by its value
// expect: rowan: an attribute of this type has no order in the database
// expect: contains
#include "rowan/rowan.hpp"
#include "rowan/sodium/encrypted.hpp"

class Diary : public rowan::Model<Diary> {
 public:
  std::int64_t id{};
  rowan::Encrypted<std::string> page;
  rowan::EncryptedForLookup<std::string> day;

  ROWAN_MODEL(Diary, (), (id, page, day))
};

auto by_value() { return Diary::c.page == "x"; }
auto by_order() { return Diary::c.day < "x"; }
auto by_part() { return Diary::c.day.contains("x"); }
auto fine() { return Diary::c.day == "x" && Diary::c.page != std::nullopt; }
