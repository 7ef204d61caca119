// A program of somebody else that has passwords: with librowan_sodium and its pkg-config file.
#include <cstdint>
#include <cstdio>

#include "rowan/rowan.hpp"
#include "rowan/sodium/secure_password.hpp"

class Lodger : public rowan::Model<Lodger>, public rowan::SecurePassword {
 public:
  std::int64_t id{};

  ROWAN_MODEL(Lodger, (rowan::SecurePassword), (id))
};

ROWAN_REGISTER_MODEL(Lodger)

int main() {
  rowan::Database database = rowan::connect("sqlite::memory:");
  database.create_tables<Lodger>();
  Lodger ann;
  ann.set_password("correct horse battery");
  ann.save_or_throw();
  std::puts(Lodger::find(ann.id).authenticate("correct horse battery") ? "let in" : "kept out");
}
