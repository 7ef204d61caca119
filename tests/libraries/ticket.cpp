// A library that is opened while the program runs: the model that zoo::Animal points to.
#include "libraries/zoo.hpp"

namespace zoo {

class Ticket : public rowan::Model<Ticket> {
 public:
  std::int64_t id{};
  std::string visitor;
  rowan::BelongsTo<Animal> animal;

  ROWAN_MODEL(Ticket, (), (id, visitor, animal))
  static void configure(rowan::ModelBuilder<Ticket>& m) { m.attribute(&Ticket::visitor).not_blank(); }
};

}  // namespace zoo

ROWAN_REGISTER_MODEL(zoo::Ticket)
