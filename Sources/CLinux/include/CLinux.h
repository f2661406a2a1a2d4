#pragma once
#include "thread.h"
#include "wait.h"
#include "clock.h"
#include "datagrams.h"
#include "event.h"
#include "prefetch.h"
#include "pages.h"
