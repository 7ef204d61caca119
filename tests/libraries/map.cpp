// One model in several libraries, as when each links the same static library. The build makes one of them different.
#include "rowan/rowan.hpp"

namespace zoo {

class Map : public rowan::Model<Map> {
 public:
  std::int64_t id{};
  std::string paths;
#ifdef ROWAN_TEST_OTHER_MAP
  std::int32_t scale{};
  ROWAN_MODEL(Map, (), (id, paths, scale))
#else
  ROWAN_MODEL(Map, (), (id, paths))
#endif
};

}  // namespace zoo

ROWAN_REGISTER_MODEL(zoo::Map)

extern "C" ROWAN_EXPORT const rowan::ModelInfo* map_info() { return &zoo::Map::rowan_info(); }
