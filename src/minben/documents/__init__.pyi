from .eventlog import Extent as Extent, write_event_log as write_event_log
