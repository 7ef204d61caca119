// expect: rowan: a model can't be an instance of a class template
#include "rowan/rowan.hpp"

template <class T>
class Box : public rowan::Model<Box<T>> {
 public:
  std::int64_t id{};
  T held{};

  ROWAN_MODEL(Box, (), (id, held))
};
ROWAN_REGISTER_MODEL(Box<int>)
