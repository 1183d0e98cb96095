-- What belongs to one tip is found without a look at everything: to show it to its reporter, and to erase it. A filing
-- writes none of the first two.
CREATE INDEX case_event_of_tip ON case_event (tip_id) WHERE tip_id IS NOT NULL;
CREATE INDEX message_of_tip ON message (tip_id) WHERE tip_id IS NOT NULL;
CREATE INDEX trace_of_tip ON trace (tip_id);
