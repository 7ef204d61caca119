#include "libraries/zoo.hpp"

ROWAN_REGISTER_MODEL(zoo::Fence)
